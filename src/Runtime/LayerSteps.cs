using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QMacVerify.Runtime;

/// <summary>Step functions of the real results of layers, four results at a time: each search waits for its own comparisons only.</summary>
public static class LayerSteps
{
    private const int Block = 4;

    /// <summary>The codes of accumulators, channels last.</summary>
    /// <param name="accumulators">Of whole pixels.</param>
    /// <param name="factors">What an accumulator is worth: one, or one for each channel.</param>
    /// <param name="offsets">What is added to it, as many.</param>
    /// <param name="breaks">Ascending, of each channel one after the other.</param>
    /// <param name="codes">One more for each channel.</param>
    /// <param name="output">As many as accumulators.</param>
    public static void OfChannels(
        ReadOnlySpan<int> accumulators, ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets, ReadOnlySpan<float> breaks, ReadOnlySpan<sbyte> codes, Span<sbyte> output)
    {
        int count = breaks.Length / factors.Length;
        for (int i = 0; i < output.Length; i += factors.Length)
        {
            for (int channel = 0; channel < factors.Length; channel++)
            {
                int step = RealArithmetic.StepOf(breaks.Slice(channel * count, count), accumulators[i + channel], factors[channel], offsets[channel]);
                output[i + channel] = codes[(channel * (count + 1)) + step];
            }
        }
    }

    /// <summary>The same where all channels have the same breaks and codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        ReadOnlySpan<int> accumulators, ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets, ReadOnlySpan<float> breaks, ReadOnlySpan<sbyte> codes, Span<sbyte> output)
    {
        int row = factors.Length == 1 ? output.Length : factors.Length;
        int stride = factors.Length == 1 ? 0 : 1;
        if (row < Block)
        {
            for (int i = 0; i < output.Length; i++)
            {
                int channel = i % row * stride;
                output[i] = codes[RealArithmetic.StepOf(breaks, accumulators[i], factors[channel], offsets[channel])];
            }

            return;
        }

        ref float first = ref MemoryMarshal.GetReference(breaks);
        for (int start = 0; start < output.Length; start += row)
        {
            for (int next = 0; next < row; next += Block)
            {
                // The last block ends with the row; what it shares with the one before comes out the same.
                int i = Math.Min(next, row - Block);
                float a = Real(i, accumulators, start, factors, offsets, stride);
                float b = Real(i + 1, accumulators, start, factors, offsets, stride);
                float c = Real(i + 2, accumulators, start, factors, offsets, stride);
                float d = Real(i + 3, accumulators, start, factors, offsets, stride);
                int stepA = 0;
                int stepB = 0;
                int stepC = 0;
                int stepD = 0;
                int half;
                for (int count = breaks.Length; count > 0; count -= half)
                {
                    half = (count + 1) >> 1;
                    stepA += AtMost(ref first, stepA + half - 1, a) * half;
                    stepB += AtMost(ref first, stepB + half - 1, b) * half;
                    stepC += AtMost(ref first, stepC + half - 1, c) * half;
                    stepD += AtMost(ref first, stepD + half - 1, d) * half;
                }

                output[start + i] = codes[stepA];
                output[start + i + 1] = codes[stepB];
                output[start + i + 2] = codes[stepC];
                output[start + i + 3] = codes[stepD];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Real(int i, ReadOnlySpan<int> accumulators, int start, ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets, int stride) =>
        RealArithmetic.OfAccumulator(accumulators[start + i], factors[i * stride], offsets[i * stride]);

    /// <summary>1 where a break is at most a number, else 0, without a branch that nothing could predict.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AtMost(ref float breaks, int index, float real) => Unsafe.Add(ref breaks, index) <= real ? 1 : 0;
}
