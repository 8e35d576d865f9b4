using System.Globalization;
using System.Text;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>Writes a folder that checks one layer in any Verilog simulator, and runs such a folder.</summary>
internal static class LayerBench
{
    private const string Top = "layer_tb";
    private const string Lane = "mac_s8_acc32";
    private const string SourceList = "sources.f";
    private static readonly (string Path, Action<Stream> Write)[] NoFiles = [];

    /// <summary>A folder name for a layer: position, then what is harmless of its name.</summary>
    public static string FolderName(int index, string layerName) => Invariant($"{index:00}_{SafeName.Of(layerName)}");

    /// <summary>Writes the sources, the vectors and a README; nothing outside the folder is needed to run it.</summary>
    /// <exception cref="ArgumentException">There is nothing to check, more than 2^31 - 1 taps, or an accumulator with unlike operand counts.</exception>
    public static void Write(LayerBenchInput layer, string folder) => AtomicFile.WriteAll(Files(layer, folder));

    /// <summary>The same files, for <see cref="AtomicFile.WriteAll"/>.</summary>
    public static IReadOnlyList<(string Path, Action<Stream> Write)> Files(LayerBenchInput layer, string folder)
    {
        Validate(layer);
        OperatorSources operators = OperatorSources.Of(layer.Operators, layer.Origin, [Lane, Top]);
        (string Name, string Text)[] sources = [.. operators.Sources, ($"{Lane}.v", EmbeddedText.Hdl(Lane)), ($"{Top}.v", LayerBenchText.Bench(layer))];
        return
        [
            .. sources.Select(source => AtomicFile.Text(Path.Combine(folder, source.Name), source.Text)),
            AtomicFile.Text(Path.Combine(folder, SourceList), string.Concat(sources.Select(s => s.Name + "\n"))),
            AtomicFile.Text(Path.Combine(folder, "README.md"), LayerBenchText.Readme(layer, operators.Note)),
            Lines(Path.Combine(folder, "accumulators.hex"), layer.Accumulators.Select(
                a => string.Create(CultureInfo.InvariantCulture, $"{a.Start:x8} {a.Activations.Length:x8} {a.Expected:x8}"))),
            Lines(Path.Combine(folder, "taps.hex"), layer.Accumulators.SelectMany(TapLines)),
            .. operators.Products is null ? NoFiles : [Lines(Path.Combine(folder, OperatorSources.ProductsFile), operators.Products)],
        ];
    }

    /// <summary>Simulates a written folder, in a copy: the folder stays as it is.</summary>
    public static BenchVerdict Run(Simulator simulator, string folder, CancellationToken cancellation)
    {
        using ScratchFolder scratch = new();
        foreach (string file in Directory.GetFiles(folder))
        {
            File.Copy(file, scratch.PathOf(Path.GetFileName(file)));
        }

        string[] sources = File.ReadAllLines(scratch.PathOf(SourceList));
        return BenchVerdict.Of(simulator.Run(scratch.Path, Top, sources, cancellation));
    }

    private static void Validate(LayerBenchInput layer)
    {
        string name = Quote(layer.LayerName);
        if (layer.TapCount is 0 or > int.MaxValue)
        {
            throw new ArgumentException($"Layer {name} has {layer.TapCount} taps to replay; a bench takes 1 to {int.MaxValue}.", nameof(layer));
        }

        if (layer.Accumulators.Any(a => a.Activations.Length != a.Weights.Length))
        {
            throw new ArgumentException($"Layer {name} has an accumulator with unlike numbers of activations and weights.", nameof(layer));
        }
    }

    private static IEnumerable<string> TapLines(CheckedAccumulator accumulator)
    {
        for (int tap = 0; tap < accumulator.Activations.Length; tap++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{accumulator.Activations.Span[tap]:x2} {accumulator.Weights.Span[tap]:x2}");
        }
    }

    private static (string Path, Action<Stream> Write) Lines(string path, IEnumerable<string> lines)
    {
        return (path, Write);

        void Write(Stream stream)
        {
            using StreamWriter writer = new(stream, Encoding.ASCII, leaveOpen: true) { NewLine = "\n" };
            foreach (string line in lines)
            {
                writer.WriteLine(line);
            }
        }
    }
}
