using System.Globalization;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Accumulators;

/// <summary>The bounds of a layer as a SystemVerilog module of assertions, to stand beside its <c>mac_s8_acc32</c>.</summary>
internal static class AccumulatorMonitor
{
    /// <summary>One file for each layer; all of them have operands of <c>mac_s8_acc32</c>.</summary>
    /// <param name="folder">Where they go.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="digest">Of the constraints file that says the same.</param>
    public static IEnumerable<(string Path, Action<Stream> Write)> Files(string folder, IReadOnlyList<LayerBounds> layers, string digest) =>
        layers.Select(layer => AtomicFile.Text(Path.Combine(folder, $"{ModuleOf(layer)}.sv"), Text(layer, digest)));

    /// <summary>Whether there is something to say: not of centred operands, which have a ninth bit, nor where no product is.</summary>
    public static bool HasOperands(LayerBounds layer) => layer.Operand == layer.Input && layer.Input != Interval.Empty;

    /// <summary>By the position of the node, as a name may hold any character.</summary>
    public static string ModuleOf(LayerBounds layer) => Invariant($"accumulator_monitor_{layer.Index}");

    /// <summary>The module.</summary>
    /// <param name="layer">The bounds.</param>
    /// <param name="digest">Of the constraints file that says the same.</param>
    public static string Text(LayerBounds layer, string digest) => TemplateRenderer.Render("accumulator_monitor.v", new
    {
        Layer = SafeName.Of(layer.Node.Name),
        Multiplier = SafeName.Of(layer.Operators.Multiplier.Spec),
        Adder = layer.Operators.Adder.Spec,
        Digest = digest,
        Module = ModuleOf(layer),
        Weights = layer.Weights.ToString(),
        Activations = Ends(layer.Operand, digits: 2),
        Prefix = Ends(Held(layer.Prefix), digits: 8),

        // What a weight zero point adds is no step of the circuit; the sums before and after it are all prefixes.
        Final = Ends(Held(layer.HasWeightZeroPoint ? layer.Prefix : layer.Sum), digits: 8),
    });

    /// <summary>What the register shows of sums: anything, where they may wrap.</summary>
    private static Interval Held(Interval sums) => Interval.Int32.Contains(sums) ? sums : Interval.Int32;

    private static object Ends(Interval interval, int digits) => new
    {
        Lower = Invariant($"{interval.Lower}"),
        Upper = Invariant($"{interval.Upper}"),
        LowerHex = Hex(interval.Lower, digits),
        UpperHex = Hex(interval.Upper, digits),
    };

    private static string Hex(long value, int digits) => value.ToString("x16", CultureInfo.InvariantCulture)[^digits..];
}
