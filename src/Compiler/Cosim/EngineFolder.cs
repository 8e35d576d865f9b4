using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>A folder with engines, their bench and the memories of layers for one sample, which any simulator runs without <c>qmac</c>.</summary>
internal static class EngineFolder
{
    /// <summary>Bytes of all memories together: what a large network has beyond is left out, the largest layers first.</summary>
    public const long MostBytes = 8 << 20;

    private const string NoRoom = "its memories are too large to go with the project; qmac cosim runs it";

    /// <summary>The files, by their path in the folder; none where engines run no layer of products.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="run">Of the network, with these circuits.</param>
    /// <param name="originOf">What is behind a multiplier; null for a table that stands for it.</param>
    /// <param name="mostBytes">Of all memories together.</param>
    public static IReadOnlyList<ProjectFile> Files(
        Network network, OperatorAssignment operators, RecordedRun run, Func<Multiplier, MultiplierOrigin?> originOf, long mostBytes = MostBytes)
    {
        List<WrittenLayer> all = [.. network.Graph.Nodes.Select((node, i) => WrittenLayer.Of(network, node, i, operators))];
        HashSet<WrittenLayer> small = [.. Smallest(all.Where(layer => layer.Engine is not null), mostBytes)];
        List<WrittenLayer> written = [.. all.Where(small.Contains)];
        if (!written.Any(layer => layer.Engine!.Node is MacNode))
        {
            return [];
        }

        EngineLayer[] layers = [.. written.Select(layer => layer.Engine!)];
        List<EngineSpec> engines = [.. EngineSpec.Of(network, operators, layers, AccumulatorRegister.Default, originOf)];
        string EngineOf(EngineLayer layer) => NameOf(engines.FindIndex(engine => engine.Operators == EngineSpec.PairOf(layer, operators, layers)));

        return
        [
            new("README.md", Readme(network, all, small, engines, EngineOf)),
            new("Makefile", TemplateRenderer.Render("engine_makefile", new { })),
            new("run.sh", TemplateRenderer.Render("engine_run.sh", new { EngineText.Top })),
            new("layers.txt", string.Concat(written.Select(layer => Invariant($"{layer.Folder} {EngineOf(layer.Engine!)} {layer.Engine!.Words[EngineWord.Comparisons]}\n")))),
            .. engines.SelectMany((engine, i) => SourceFiles(engine).Select(file => file with { Path = $"{NameOf(i)}/{file.Path}" })),
            .. written.SelectMany(layer => layer.Engine!.Files(EngineInput.Of(layer.Engine, run)).Select(file => new ProjectFile($"layers/{layer.Folder}/{file.Name}", file.Content))),
        ];
    }

    private static string NameOf(int engine) => Invariant($"engine_{engine}");

    private static IEnumerable<WrittenLayer> Smallest(IEnumerable<WrittenLayer> layers, long mostBytes)
    {
        long bytes = 0;
        return layers.OrderBy(layer => layer.Bytes).TakeWhile(layer => (bytes += layer.Bytes) <= mostBytes);
    }

    private static IEnumerable<ProjectFile> SourceFiles(EngineSpec engine)
    {
        IReadOnlyList<(string Name, string Text)> sources = EngineText.Sources(engine);
        IEnumerable<string>? products = EngineText.Circuits(engine).Products;
        return
        [
            .. sources.Select(source => new ProjectFile(source.Name, source.Text)),
            new("sources.f", string.Concat(sources.Select(source => $"{source.Name}\n"))),
            .. products is null ? Array.Empty<ProjectFile>() : [new(OperatorSources.ProductsFile, HexLines.OfText(products))],
        ];
    }

    private static string Readme(
        Network network, IEnumerable<WrittenLayer> layers, IReadOnlySet<WrittenLayer> written, IReadOnlyList<EngineSpec> engines, Func<EngineLayer, string> engineOf) =>
        TemplateRenderer.Render("engine_readme.md", new
        {
            Network = SafeName.Of(network.Graph.Name),
            Lanes = Invariant($"{EngineSpec.Lanes}"),
            First = layers.First(written.Contains).Folder,
            EngineText.Top,
            Engines = engines.Select((engine, i) => new
            {
                Name = NameOf(i),
                Multiplier = engine.Operators.Multiplier.Spec,
                Adder = engine.Operators.Adder.Spec,
                EngineText.Circuits(engine).Note,
            }).ToArray(),
            Layers = layers.Select(layer => new
            {
                layer.Folder,
                What = written.Contains(layer)
                    ? Invariant($"`{engineOf(layer.Engine!)}`, {layer.Engine!.Words[EngineWord.Comparisons]} comparisons{(layer.Engine.Images > 1 ? ", the first of several images" : "")}")
                    : $"not here: {(layer.Engine is null ? layer.Reason : NoRoom)}",
            }).ToArray(),
        });

    /// <summary>A node of the network and the folder that its memories have.</summary>
    /// <param name="Folder">Its name, safe wherever it stands.</param>
    /// <param name="Engine">Null where no engine runs it.</param>
    /// <param name="Reason">Why none does.</param>
    private sealed record WrittenLayer(string Folder, EngineLayer? Engine, string Reason)
    {
        /// <summary>Of the hexadecimal text of its memories, its numbers apart.</summary>
        public long Bytes => Engine is not { Memories: var memories } ? 0
            : (3L * Engine.Operands.Count * memories.X)
                + (Engine.HasCodes ? 3L * memories.Out : 0)
                + (Engine.Node is MacNode ? (33L * memories.W) + (129L * memories.Start) + (13L * memories.Factor) + (9L * memories.Out) : 0);

        public static WrittenLayer Of(Network network, GraphNode node, int index, OperatorAssignment operators)
        {
            EngineLayer? layer = EngineLayers.Of(network, node, node is ProductNode product ? operators.For(product.Name) : OperatorPair.Exact, out string reason);
            return new WrittenLayer(LayerBench.FolderName(index, node.Name), layer, reason);
        }
    }
}
