using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A sum, average, weighted mean or extremum of each channel, sixteen channels in the lanes of vectors.</summary>
/// <param name="IsNarrow">Whether sums of codes fit int16.</param>
/// <param name="Requantizer">How sums become codes; null where nothing is rescaled.</param>
public sealed record ChannelsForm(bool IsNarrow = false, Requantizer? Requantizer = null) : VectorForm
{
    /// <summary>As many codes of -128 have a sum that fits int16.</summary>
    private const int MostNarrow = 256;

    /// <summary>Sums of fewer codes stay below 2^23, where vectors divide.</summary>
    private const int MostDivided = 1 << 16;

    internal static (VectorForm? Form, string Reason) Of(GraphNode node, TensorInfo input, TensorInfo output)
    {
        int channels = input.Shape[input.Shape.Count - 1];
        ChannelsForm? form = node switch
        {
            ReduceSum sum => OfSum(sum.CountOf(input), new ChannelRequantization(sum.Kind, EquatableArray.Of(sum.Multiplier), ClampRange.Full)),
            XnnpackReduceSum sum => IsSumSmall(sum, sum.CountOf(input)) ? new ChannelsForm(IsNarrow: sum.CountOf(input) <= MostNarrow) : null,
            QLinearGlobalAveragePool pool => OfSum(
                input.Shape[1] * input.Shape[2], ChannelRequantization.OnnxFloat(EquatableArray.Of(pool.FactorBits), pool.Clamp)),
            AveragePool2D pool => pool.Window.Elements < MostDivided ? new ChannelsForm(IsNarrow: pool.Window.Elements <= MostNarrow) : null,
            ResizeBilinear resize => HasSmallWeights(resize, input, output) ? new ChannelsForm() : null,
            QLinearAveragePool2D pool => IsQuotientSmall(pool) ? new ChannelsForm() : null,
            _ => new ChannelsForm(),
        };
        return channels < Codes ? (null, TooShort(channels))
            : form is null ? (null, "sums leave what vectors hold")
            : (form, Invariant($"{Codes} channels at once"));

        ChannelsForm OfSum(int count, ChannelRequantization requantization)
        {
            Interval code = Centred(input);
            return new ChannelsForm(
                count <= MostNarrow, Requantizer.Of(requantization, output.ZeroPoint, new Interval(count * code.Lower, count * code.Upper)));
        }
    }

    /// <summary>Whether weights of columns fit int16, and sums of weighted codes int32 when half of 2^20 is added.</summary>
    private static bool HasSmallWeights(ResizeBilinear resize, TensorInfo input, TensorInfo output)
    {
        long rows = Greatest(1);
        long columns = Greatest(2);
        return columns <= short.MaxValue && -sbyte.MinValue * rows * columns <= int.MaxValue - (1 << ((2 * resize.FractionBits) - 1));

        long Greatest(int axis) => resize.Spans(input, output, axis).Max(span => Math.Abs((long)span.FirstWeight) + Math.Abs((long)span.SecondWeight));
    }

    /// <summary>Whether a rescaled sum with its constant is a number of int32 when rounded.</summary>
    private static bool IsSumSmall(XnnpackReduceSum sum, long count) =>
        RealRange.PowerAbove(sum.ConstantBits) <= 29
        && Requantizer.IsBelow2To30(new Interval(sbyte.MinValue * count, sbyte.MaxValue * count), sum.FactorBits);

    /// <summary>Whether an average over the result's scale is a number of int32 when rounded.</summary>
    /// <remarks>A divisor below 2^-126 has fewer bits.</remarks>
    private static bool IsQuotientSmall(QLinearAveragePool2D pool)
    {
        int divisor = RealRange.PowerAbove(pool.ScaleBits);
        return divisor > -126 && RealRange.PowerAbove(pool.InputScaleBits) <= divisor + 18;
    }
}
