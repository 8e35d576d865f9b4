using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>What the vector code of an operation without weights needs beside the operation's own numbers.</summary>
public abstract record VectorForm
{
    /// <summary>Codes that are computed at once: a vector of 128 bits.</summary>
    public const int Codes = 16;

    /// <summary>The form of an operation, null where a plain loop is written, and why, as a clause.</summary>
    internal static (VectorForm? Form, string Reason) Of(GraphNode node, EquatableArray<TensorInfo> inputs, TensorInfo output) => node switch
    {
        PairLookup => (null, "each pair of codes is looked up"),
        ElementwiseNode elementwise => ElementwiseForm.Of(elementwise, inputs[0], inputs[1], output),
        Lookup when inputs[1].Shape.Count > 1 => (null, "each channel has a table of its own"),
        LookupReal => (null, "each code is looked up"),
        Lookup => MapForm.Of(output, MapForm.LookupCodes),
        Quantize or Dequantize => MapForm.Of(output, Codes),
        ReduceTotal => (null, "no vectors are written for sums that stay such"),
        Reduce reduce when reduce.Axes.Contains(inputs[0].Shape.Count - 1) => RowForm.Of(reduce, inputs[0]),
        Pool2D or Reduce or QLinearGlobalAveragePool or ResizeBilinear => ChannelsForm.Of(node, inputs[0], output),
        CopyNode copy => TransposeForm.Of(copy.Copies(inputs, output)),
        Reshape => (null, "the output is the input"),
        _ => (null, "no vectors are written for it"),
    };

    /// <summary>Codes less their zero point.</summary>
    protected static Interval Centred(TensorInfo tensor) => new Interval(sbyte.MinValue, sbyte.MaxValue) - tensor.ZeroPoint;

    /// <summary>Why a stretch of memory is gone through element by element.</summary>
    protected static string TooShort(int elements) => Invariant($"only {elements} {(elements == 1 ? "code lies" : "codes lie")} side by side");
}

/// <summary>A function of one code, of several neighbours at once.</summary>
/// <param name="Block">How many.</param>
public sealed record MapForm(int Block) : VectorForm
{
    /// <summary>Codes that are looked up at once: a vector of 256 bits.</summary>
    internal const int LookupCodes = 32;

    internal static (VectorForm? Form, string Reason) Of(TensorInfo output, int block) => output.ElementCount < block
        ? (null, TooShort(output.ElementCount))
        : (new MapForm(block), Invariant($"{block} codes at once"));
}

/// <summary>An operation on two tensors, sixteen codes of the innermost axis at once.</summary>
/// <param name="Spans">The loops.</param>
/// <param name="Requantizers">Those of the operation: first operand, second operand and result of a sum, positive and negative numbers of a rectifier, the result of a product.</param>
public sealed record ElementwiseForm(ElementwiseSpans Spans, EquatableArray<Requantizer> Requantizers) : VectorForm
{
    /// <summary>A sum as one linear form; null where it takes its requantizers.</summary>
    public PairedSum? Paired { get; private init; }

    internal static (VectorForm? Form, string Reason) Of(ElementwiseNode node, TensorInfo first, TensorInfo second, TensorInfo output)
    {
        ElementwiseSpans spans = ElementwiseSpans.Of(first, second, output);
        if (spans.Inner.Extent < Codes)
        {
            return (null, TooShort(spans.Inner.Extent));
        }

        PairedSum? paired = node switch
        {
            ScaledSum sum => PairedSum.Of(sum, first.ZeroPoint, second.ZeroPoint, output.ZeroPoint),
            XnnpackAdd add => PairedSum.Of(add, first.ZeroPoint, second.ZeroPoint),
            _ => null,
        };
        if (paired is not null)
        {
            return (new ElementwiseForm(spans, EquatableArray<Requantizer>.Empty) { Paired = paired }, Invariant($"{Codes} codes at once, one rounding that is equal on all pairs of codes"));
        }

        return RequantizersOf(node, Centred(first), Centred(second), output) is EquatableArray<Requantizer> requantizers
            ? (new ElementwiseForm(spans, requantizers), Invariant($"{Codes} codes at once"))
            : (null, "numbers leave what vectors hold");
    }

    /// <summary>How a node requantizes; null where that has no vector form.</summary>
    private static EquatableArray<Requantizer>? RequantizersOf(ElementwiseNode node, Interval first, Interval second, TensorInfo output)
    {
        switch (node)
        {
            case ScaledSum sum:
                // Factors of at most 1 keep the operands within 2^28 and their sum within 2^29.
                Requantizer a = Requantizer.OfSumOperand(sum.Kind, sum.FirstMultiplier, first);
                Requantizer b = Requantizer.OfSumOperand(sum.Kind, sum.SecondMultiplier, second);
                long bound = (first.MaxMagnitude + second.MaxMagnitude + 1) << ScaledSum.LeftShift;
                return a.Form == RequantizerForm.Defined || b.Form == RequantizerForm.Defined || sum.FirstMultiplier.Shift > 0 || sum.SecondMultiplier.Shift > 0
                    ? null
                    : EquatableArray.Of(a, b, ResultOf(sum.Kind, sum.OutputMultiplier, sum.Clamp, new Interval(-bound, bound)));
            case Mul mul:
                return EquatableArray.Of(Requantizer.Of(mul.Rescale, mul.Clamp, output.ZeroPoint, Product(first, second)));
            case Prelu prelu:
                // What is selected from both is scaled, so both are.
                Requantizer positive = ResultOf(prelu.Kind, prelu.Positive, ClampRange.Full, first);
                Requantizer negative = ResultOf(prelu.Kind, prelu.Negative, ClampRange.Full, Product(first, second));
                return positive.Form == RequantizerForm.Defined || negative.Form == RequantizerForm.Defined ? null : EquatableArray.Of(positive, negative);
            case QLinearAdd add:
                return IsBelow(28, add.ConstantBits) && IsBelow(20, add.FirstFactorBits) && IsBelow(20, add.SecondFactorBits) ? EquatableArray<Requantizer>.Empty : null;
            case QLinearMultiply multiply:
                return IsBelow(12, multiply.FactorBits) ? EquatableArray<Requantizer>.Empty : null;
            default:
                return EquatableArray<Requantizer>.Empty;
        }

        Requantizer ResultOf(RequantizationKind kind, QuantizedMultiplier multiplier, ClampRange clamp, Interval range) =>
            Requantizer.Of(new Rescale(kind, multiplier), clamp, output.ZeroPoint, range);
    }

    private static Interval Product(Interval first, Interval second)
    {
        long[] corners = [first.Lower * second.Lower, first.Lower * second.Upper, first.Upper * second.Lower, first.Upper * second.Upper];
        return new Interval(corners.Min(), corners.Max());
    }

    /// <summary>Whether a float32 number is below a power of two in magnitude: its results are then numbers of int32 when rounded.</summary>
    private static bool IsBelow(int power, uint bits) => RealRange.PowerAbove(bits) <= power;
}
