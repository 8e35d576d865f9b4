using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>An interval of int32 for each element of a layer's result, in vectors of eight channels.</summary>
/// <param name="positions">Of the output.</param>
/// <param name="channels">Of the output.</param>
/// <param name="options">Threads.</param>
internal sealed class ElementSums(int positions, int channels, AnalysisOptions options) : IHeldSums
{
    /// <summary>Vectors that one thread takes at a time.</summary>
    private const int Portion = 512;

    /// <summary>Output channels of one vector.</summary>
    public const int Lanes = 8;

    /// <summary>Vectors of a position; the last may have lanes without channel.</summary>
    public int Blocks { get; } = (channels + Lanes - 1) / Lanes;

    /// <summary>Lower ends, <c>[positions, Blocks]</c>.</summary>
    public Vector256<int>[] Lower { get; } = GC.AllocateUninitializedArray<Vector256<int>>(positions * ((channels + Lanes - 1) / Lanes));

    /// <summary>Upper ends, likewise.</summary>
    public Vector256<int>[] Upper { get; } = GC.AllocateUninitializedArray<Vector256<int>>(positions * ((channels + Lanes - 1) / Lanes));

    public WindowIntervals ToIntervals()
    {
        ReadOnlySpan<int> lower = MemoryMarshal.Cast<Vector256<int>, int>(Lower);
        ReadOnlySpan<int> upper = MemoryMarshal.Cast<Vector256<int>, int>(Upper);
        Interval[][] ranges = new Interval[channels][];
        for (int channel = 0; channel < channels; channel++)
        {
            ranges[channel] = new Interval[positions];
            for (int position = 0; position < positions; position++)
            {
                int element = (position * Blocks * Lanes) + channel;
                ranges[channel][position] = new Interval(lower[element], upper[element]);
            }
        }

        return new WindowIntervals(WindowOfPosition: null, ranges);
    }

    public Box ToCodes(ChannelRequantization requantization, int zeroPoint)
    {
        (Vector256<int>[] factors, Vector256<int>[] shifts) = FactorsOf(requantization);
        ClampRange clamp = requantization.Clamp;
        sbyte[] lower = new sbyte[positions * channels];
        sbyte[] upper = new sbyte[lower.Length];
        int portion = Math.Max(1, Portion / Blocks);
        options.Do((positions + portion - 1) / portion, part =>
        {
            int end = Math.Min((part + 1) * portion, positions);
            Span<long> both = stackalloc long[2];
            Span<byte> lowerBytes = MemoryMarshal.AsBytes(lower.AsSpan());
            Span<byte> upperBytes = MemoryMarshal.AsBytes(upper.AsSpan());
            for (int position = part * portion; position < end; position++)
            {
                int source = position * Blocks;
                int target = position * channels;
                for (int block = 0; block < Blocks; block++)
                {
                    Vector128<long> codes = VectorMath.Narrow(
                        Requantize(Lower[source + block], requantization.Kind, factors[block], shifts[block], zeroPoint, clamp),
                        Requantize(Upper[source + block], requantization.Kind, factors[block], shifts[block], zeroPoint, clamp)).AsInt64();
                    int lanes = Math.Min(Lanes, channels - (block * Lanes));
                    if (lanes == Lanes)
                    {
                        MemoryMarshal.Write(lowerBytes[target..], codes[0]);
                        MemoryMarshal.Write(upperBytes[target..], codes[1]);
                    }
                    else
                    {
                        codes.CopyTo(both);
                        MemoryMarshal.AsBytes(both[..1])[..lanes].CopyTo(lowerBytes[target..]);
                        MemoryMarshal.AsBytes(both[1..])[..lanes].CopyTo(upperBytes[target..]);
                    }

                    target += lanes;
                }
            }
        });

        return new Box(lower, upper);
    }

    private static Vector256<int> Requantize(
        Vector256<int> sums, RequantizationKind kind, Vector256<int> factor, Vector256<int> shift, int zeroPoint, ClampRange clamp) => kind switch
        {
            RequantizationKind.TfliteDouble => VectorRequantize.Double(sums, factor, shift, zeroPoint, clamp.Lower, clamp.Upper),
            RequantizationKind.TfliteSingle => VectorRequantize.Single(sums, factor, shift, zeroPoint, clamp.Lower, clamp.Upper),
            _ => VectorRequantize.Float(sums, factor.AsSingle(), zeroPoint, clamp.Lower, clamp.Upper),
        };

    /// <summary>Multiplier and shift of each channel; of float32 factors the bits.</summary>
    private (Vector256<int>[] Factors, Vector256<int>[] Shifts) FactorsOf(ChannelRequantization requantization)
    {
        Vector256<int>[] factors = new Vector256<int>[Blocks];
        Vector256<int>[] shifts = new Vector256<int>[Blocks];
        Span<int> factorOf = MemoryMarshal.Cast<Vector256<int>, int>(factors.AsSpan());
        Span<int> shiftOf = MemoryMarshal.Cast<Vector256<int>, int>(shifts.AsSpan());
        for (int channel = 0; channel < channels; channel++)
        {
            Rescale rescale = requantization.For(channel);
            factorOf[channel] = rescale.Kind == RequantizationKind.OnnxFloat ? (int)rescale.FactorBits : rescale.Multiplier.Multiplier;
            shiftOf[channel] = rescale.Multiplier.Shift;
        }

        return (factors, shifts);
    }
}
