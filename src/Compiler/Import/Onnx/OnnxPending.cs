using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The real result of an operator, which waits for the QuantizeLinear that makes an integer operator of it.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Producer">The operator.</param>
/// <param name="Quantize">Adds the integer operator to the graph.</param>
/// <param name="Lower">What a Relu or a Clip on the way leaves at least.</param>
/// <param name="Upper">What it leaves at most.</param>
internal sealed record OnnxPending(
    string Name,
    int[] Shape,
    OnnxNode Producer,
    Func<OnnxTarget, OnnxCodes> Quantize,
    float Lower = float.NegativeInfinity,
    float Upper = float.PositiveInfinity) : OnnxValue(Name, Shape)
{
    /// <summary>The numbers, before what a Relu or a Clip leaves, as the beginning of an island; null where they cannot be one.</summary>
    public Lazy<OnnxIsland?>? AsIsland { get; init; }

    /// <summary>The numbers with real constants added to each channel; null where that is an operation of its own.</summary>
    public Func<OnnxOp, float[], OnnxPending>? WithBias { get; init; }

    /// <summary>Adds the numbers themselves as an output of a name; null where nothing computes them.</summary>
    public Func<string, int>? Return { get; init; }

    /// <summary>Whether no Relu or Clip is on the way.</summary>
    public bool IsUnlimited => float.IsNegativeInfinity(Lower) && float.IsPositiveInfinity(Upper);

    /// <summary>What was asked for already: nodes that make the same codes share the integer operator.</summary>
    private readonly Dictionary<(float Scale, int ZeroPoint, bool IsUnsigned, ClampRange Clamp), OnnxCodes> _made = [];

    /// <summary>Makes the integer operator, with what a Relu or a Clip on the way leaves.</summary>
    /// <param name="graph">Takes the operator in.</param>
    /// <param name="node">Who asks.</param>
    /// <param name="target">The codes.</param>
    public OnnxCodes Complete(OnnxGraphBuilder graph, OnnxNode node, OnnxTarget target)
    {
        node.RequireStack();
        OnnxQuantization quantization = target.Quantization;
        int lower = Math.Max(target.Clamp.Lower, float.IsNegativeInfinity(Lower) ? sbyte.MinValue : quantization.Quantize(Lower));
        int upper = Math.Min(target.Clamp.Upper, float.IsPositiveInfinity(Upper) ? sbyte.MaxValue : quantization.Quantize(Upper));
        if (lower > upper)
        {
            throw node.QuantizationError(Invariant($"makes codes of numbers of at least {Lower} and at most {Upper}"));
        }

        ClampRange clamp = new(lower, upper);
        (float, int, bool, ClampRange) key = (quantization.Scale, quantization.ZeroPoint, quantization.IsUnsigned, clamp);
        if (_made.TryGetValue(key, out OnnxCodes? made))
        {
            return target.Name.Length > 0 ? graph.Named(made, target.Name) : made;
        }

        OnnxCodes codes = Quantize(target with { Clamp = clamp });
        _made.Add(key, codes);
        return codes;
    }

    /// <summary>What a movement makes of the numbers: QuantizeLinear moves up through it, so codes are moved.</summary>
    public OnnxPending Moved(OnnxOp op, string name, OnnxMove move) => new(name, move.Shape, Producer, target =>
        move.OfCodes(Complete(op.Graph, Producer, target with { Name = "" }), target.Name, target.Clamp))
    {
        AsIsland = AsIsland is not null && move.Sources is not null ? new(() => Island(op)?.Moved(name, move)) : null,
    };

    /// <summary>The numbers as the beginning of an island; null where they cannot be one.</summary>
    public OnnxIsland? Island(OnnxOp op)
    {
        op.Node.RequireStack();
        OnnxIsland? island = AsIsland?.Value;
        return IsUnlimited ? island : island?.Then(op, value => Math.Min(Math.Max(value, Lower), Upper));
    }
}
