using System.Globalization;
using System.Text;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>Writes a folder that checks one layer in any Verilog simulator, and runs such a folder.</summary>
internal static class LayerBench
{
    private const string Top = "layer_tb";
    private const string SourceList = "sources.f";
    private static readonly string[] CircuitFiles = ["circuit.v", "cells.v"];
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
        string[] modules = [Module(layer.Operators.Multiplier).Name, layer.Operators.Adder.Verilog.Name, "mac_s8_acc32"];
        VerilogCircuit? circuit = CircuitOf(layer, [.. modules, "qm_mul", "qm_add", Top]);
        (string Name, string Text)[] sources =
        [
            .. modules.Skip(circuit is null ? 0 : 1).Select(module => ($"{module}.v", EmbeddedText.Hdl(module))),
            ("qm_mul.v", circuit is null ? OperatorWrapper.Of(layer.Operators.Multiplier) : CircuitWrapper.Text(layer.Operators.Multiplier.Spec, layer.Origin!)),
            ("qm_add.v", OperatorWrapper.Of(layer.Operators.Adder)),
            ($"{Top}.v", LayerBenchText.Bench(layer)),
            .. (circuit?.Texts ?? []).Zip(CircuitFiles, (text, name) => (name, text)),
        ];
        return
        [
            .. sources.Select(source => AtomicFile.Text(Path.Combine(folder, source.Name), source.Text)),
            AtomicFile.Text(Path.Combine(folder, SourceList), string.Concat(sources.Select(s => s.Name + "\n"))),
            AtomicFile.Text(Path.Combine(folder, "README.md"), LayerBenchText.Readme(layer, MultiplierNote(layer.Operators.Multiplier, circuit))),
            Lines(Path.Combine(folder, "accumulators.hex"), layer.Accumulators.Select(
                a => string.Create(CultureInfo.InvariantCulture, $"{a.Start:x8} {a.Activations.Length:x8} {a.Expected:x8}"))),
            Lines(Path.Combine(folder, "taps.hex"), layer.Accumulators.SelectMany(TapLines)),
            .. circuit is null && layer.Operators.Multiplier is TableMultiplier table ? [Lines(Path.Combine(folder, "products.hex"), ProductLines(table))] : NoFiles,
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

    /// <summary>The circuit that the bench holds in place of its table: one that answers at once, and no module of which has the name of one of ours.</summary>
    private static VerilogCircuit? CircuitOf(LayerBenchInput layer, string[] ours) =>
        layer.Origin is { Circuit: { Ports.Clock: null } circuit } && !circuit.ModuleNames.Intersect(ours).Any() ? circuit : null;

    private static string? MultiplierNote(Multiplier multiplier, VerilogCircuit? circuit) =>
        circuit is not null ? "`qm_mul.v` holds the circuit itself: `circuit.v`, printed anew from the tokens of its file."
        : multiplier is TableMultiplier ? "`qm_mul.v` holds the table of the multiplier: `products.hex`."
        : null;

    private static VerilogModule Module(Multiplier multiplier) => multiplier.BenchModule()
        ?? throw new InputException($"there is no bench of layers with {multiplier.Spec}: mac_s8_acc32 takes operands of 8 bits and products of 16");

    private static IEnumerable<string> ProductLines(TableMultiplier table) =>
        table.Products.ToArray().Select(product => string.Create(CultureInfo.InvariantCulture, $"{(ushort)product:x4}"));

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
