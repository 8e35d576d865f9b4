using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Planning;

/// <summary>Bounds of every prefix of every accumulator of one layer, for any int8 activations.</summary>
/// <remarks>
/// Looser than what <c>qmac constraints</c> finds, which knows what can reach the layer; but it needs this layer only.
/// </remarks>
/// <param name="Lower">No prefix is less, unless it wraps.</param>
/// <param name="Upper">No prefix is greater, unless it wraps.</param>
public sealed record AccumulatorBound(long Lower, long Upper)
{
    /// <summary>Whether no accumulator can leave int32.</summary>
    public bool FitsInt32 => Lower >= int.MinValue && Upper <= int.MaxValue;

    public long MaxMagnitude => Math.Max(Math.Abs(Lower), Math.Abs(Upper));

    /// <summary>The least width in two's complement that holds both ends.</summary>
    public int Bits
    {
        get
        {
            int bits = 1;
            while (Lower < -(1L << (bits - 1)) || Upper > (1L << (bits - 1)) - 1)
            {
                bits++;
            }

            return bits;
        }
    }

    /// <summary>With what weight zero points add exactly after the last product, and with their shares of a correction by position.</summary>
    /// <param name="taps">Products of one output element.</param>
    /// <param name="inputZeroPoint">Of the activations.</param>
    /// <param name="weightZeroPoints">One per output channel.</param>
    internal AccumulatorBound Widened(int taps, int inputZeroPoint, int[] weightZeroPoints)
    {
        long most = weightZeroPoints.Max(zeroPoint => Math.Abs((long)zeroPoint)) * taps * (Math.Abs((long)inputZeroPoint) + 128);
        return new AccumulatorBound(Lower - most, Upper + most);
    }

    /// <summary>Adds up, tap by tap, the least and the greatest product with any activation.</summary>
    /// <param name="geometry">The loop nest.</param>
    /// <param name="weights">Weights in the order of <paramref name="geometry"/>.</param>
    /// <param name="start">Start values, one per output channel.</param>
    /// <param name="operators">The circuits; an addition errs by at most its error range.</param>
    /// <param name="ranges">Least and greatest contribution of a tap, by weight.</param>
    internal static AccumulatorBound Of(
        MacGeometry geometry,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<int> start,
        OperatorPair operators,
        Func<int, (int Lower, int Upper)> ranges)
    {
        (long errorLower, long errorUpper) = operators.Adder.ErrorRange;
        long lower = 0;
        long upper = 0;
        for (int outChannel = 0; outChannel < geometry.OutChannels; outChannel++)
        {
            long low = start[outChannel];
            long high = low;
            lower = Math.Min(lower, low);
            upper = Math.Max(upper, high);
            for (int filterY = 0; filterY < geometry.Window.FilterHeight; filterY++)
            {
                for (int filterX = 0; filterX < geometry.Window.FilterWidth; filterX++)
                {
                    for (int inChannel = 0; inChannel < geometry.GroupInChannels; inChannel++)
                    {
                        (int tapLower, int tapUpper) = ranges(weights[geometry.WeightIndex(outChannel, filterY, filterX, inChannel)]);
                        low += tapLower + errorLower;
                        high += tapUpper + errorUpper;
                        lower = Math.Min(lower, low);
                        upper = Math.Max(upper, high);
                    }
                }
            }
        }

        return new AccumulatorBound(lower, upper);
    }
}
