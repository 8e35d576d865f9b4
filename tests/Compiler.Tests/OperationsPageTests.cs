using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit.Kernels;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary><c>docs/operations.md</c> is the table of operations as the code has it; a new row of the code is a new row there.</summary>
public sealed partial class OperationsPageTests
{
    private const string Head = """
        # Operations

        Every operation of the graph, from the code: `OperationsPageTests` makes this page and fails where it is out of date. An operator of a model that is not here is refused by name.

        | operation | what it computes | from TensorFlow Lite | from ONNX | kernel | bound rule | tests named after it |
        | --- | --- | --- | --- | --- | --- | --- |

        """;

    private static readonly GraphNode[] Nodes = [.. Networks().SelectMany(model => model.Graph.Nodes)];

    [Fact]
    public void Page_IsWhatTheCodeHas() => Snapshot.VerifyFile(Page(), RepositoryFiles.PathOf("docs", "operations.md"));

    [Fact]
    public void EveryOperation_ComesFromAnOperatorOfAModel()
    {
        IEnumerable<string> made = TfliteOperationTable.Names.SelectMany(TfliteOperationTable.OperationsOf)
            .Concat(OnnxOperationTable.Names.SelectMany(OnnxOperationTable.OperationsOf));

        Assert.Equal(OpTable.Names.Order(StringComparer.Ordinal), made.Distinct().Order(StringComparer.Ordinal));
    }

    private static string Page()
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        string[] testFiles = [.. Directory.GetFiles(RepositoryFiles.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];
        ILookup<string, string> emitters = Networks().SelectMany(model => PlannedNetwork.Of(model, OperatorPair.Exact).Plan.Kernels).ToLookup(
            kernel => kernel.Node.Op, kernel => KernelEmitters.For(kernel)?.GetType().Name ?? "none: the output is the input");
        foreach (string name in OpTable.Names)
        {
            GraphNode node = Nodes.First(candidate => candidate.Op == name);
            string record = node.GetType().Name;
            page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {Summary(node.GetType())} | {Makers(TfliteOperationTable.Names, TfliteOperationTable.OperationsOf, name)} | {Makers(OnnxOperationTable.Names, OnnxOperationTable.OperationsOf, name)} | {string.Join(", ", emitters[name].Distinct().Order(StringComparer.Ordinal))} | {BoundRules.For(node).GetType().Name} | {string.Join(", ", testFiles.Where(file => Regex.IsMatch(file, $"^{record}(Reference|LoopsEmitter|Emitter|Bounds)?Tests$")))} |\n");
        }

        page.Append("""

            All of them are also run, with random shapes, values, operators and both padding rules, by `KernelPropertyTests` (every kernel equals the reference interpreter), `IntervalAnalysisTests` (bounds contain every value), `OpCoverageTests` (nothing is missing), and on real models by `ReferenceModelTests` and `OnnxReferenceTests`. Products go through the approximate operators in `conv2d`, `depthwise_conv2d`, `transpose_conv`, `fully_connected` and `matmul`; everything else is exact.

            """.ReplaceLineEndings("\n"));
        return page.ToString();
    }

    private static string Makers(IEnumerable<string> names, Func<string, IReadOnlyList<string>> operationsOf, string operation) =>
        string.Join(", ", names.Where(name => operationsOf(name).Contains(operation)));

    /// <summary>The first sentence that the record's documentation says, without its tags.</summary>
    private static string Summary(Type record)
    {
        XElement member = XDocument.Load(Path.ChangeExtension(record.Assembly.Location, "xml")).Descendants("member")
            .First(element => (string?)element.Attribute("name") == $"T:{record.FullName}");
        return Spaces().Replace(member.Element("summary")!.Value, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    /// <summary>Networks that have every operation.</summary>
    internal static IEnumerable<Network> Networks() => Enumerable.Range(0, 8).SelectMany(seed => new[]
    {
        TinyGraphs.Network(seed), TinyGraphs.Operations(seed), TinyGraphs.RandomTransposeConv(seed), TinyGraphs.Boundaries(seed), TinyQLinearGraphs.Network(seed),
        TinyRealGraphs.Network(seed), TinyXnnpackGraphs.Network(seed), TinyProductGraphs.Network(seed),
    });

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
