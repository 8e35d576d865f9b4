using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>The loops over coefficients: what is done to one form is done to all <see cref="CoefficientBlock.Lanes"/> of a block, in vectors of doubles.</summary>
/// <remarks>Each product and sum of a form is rounded once, in an order that no vector changes, so results are those of every machine.</remarks>
internal static class LaneKernels
{
    private const int Lanes = CoefficientBlock.Lanes;

    /// <summary>target += factor * source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> from = MemoryMarshal.Cast<double, Vector<double>>(source)[..to.Length];
        Vector<double> factors = new(factor);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = Vector.FusedMultiplyAdd(factors, from[i], to[i]);
        }
    }

    /// <summary>Adds to each element the products of some channels' coefficients and weights, channel after channel.</summary>
    /// <param name="target">Elements that lie side by side.</param>
    /// <param name="sums">Coefficients of every channel of a pixel.</param>
    /// <param name="channels">Those that count.</param>
    /// <param name="weights">Of each element, one for every channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddProducts(Span<double> target, ReadOnlySpan<double> sums, ReadOnlySpan<int> channels, ReadOnlySpan<double> weights)
    {
        int perElement = sums.Length / Lanes;
        int elements = target.Length / Lanes;

        // Checked once: the loops below read without.
        _ = weights[..(elements * perElement)];
        foreach (int channel in channels)
        {
            _ = sums.Slice(channel * Lanes, Lanes);
        }

        ref double to = ref MemoryMarshal.GetReference(target);
        ref double from = ref MemoryMarshal.GetReference(sums);
        ref double factors = ref MemoryMarshal.GetReference(weights);
        int width = Vector<double>.Count;
        int lane = 0;
        for (; lane <= Lanes - (4 * width); lane += 4 * width)
        {
            int element = 0;
            for (; element < elements - 1; element += 2)
            {
                AddPair(
                    ref Unsafe.Add(ref to, (element * Lanes) + lane),
                    ref Unsafe.Add(ref from, lane),
                    channels,
                    ref Unsafe.Add(ref factors, element * perElement),
                    ref Unsafe.Add(ref factors, (element + 1) * perElement));
            }

            for (int vector = 0; element < elements && vector < 4; vector++)
            {
                AddOne(ref Unsafe.Add(ref to, (element * Lanes) + lane + (vector * width)), ref Unsafe.Add(ref from, lane + (vector * width)), channels, ref Unsafe.Add(ref factors, element * perElement));
            }
        }

        for (; lane < Lanes; lane += width)
        {
            for (int element = 0; element < elements; element++)
            {
                AddOne(ref Unsafe.Add(ref to, (element * Lanes) + lane), ref Unsafe.Add(ref from, lane), channels, ref Unsafe.Add(ref factors, element * perElement));
            }
        }
    }

    /// <summary>Replaces coefficients of codes by those of sums: the greatest of a form is sought, so the sign of a coefficient says which line bounds it.</summary>
    /// <param name="coefficients">Of elements that lie side by side.</param>
    /// <param name="lower">The line below each.</param>
    /// <param name="upper">The line above.</param>
    /// <param name="magnitudes">Of each channel.</param>
    /// <param name="totals">What is added up and found.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Relax(Span<double> coefficients, ReadOnlySpan<Line> lower, ReadOnlySpan<Line> upper, ReadOnlySpan<double> magnitudes, LaneTotals totals)
    {
        int width = Vector<double>.Count;
        for (int lane = 0; lane < Lanes; lane += width)
        {
            Vector<double> constant = new(totals.Constants, lane);
            Vector<double> norm = new(totals.Norms, lane);
            Vector<double> magnitude = new(totals.Magnitudes, lane);
            int channel = 0;
            for (int element = 0; element < lower.Length; element++)
            {
                Span<double> at = coefficients.Slice((element * Lanes) + lane, width);
                Vector<double> coefficient = new(at);
                Vector<long> isPositive = Vector.GreaterThan(coefficient, Vector<double>.Zero);
                norm += Vector.Abs(coefficient);
                constant = Vector.FusedMultiplyAdd(coefficient, Vector.ConditionalSelect(isPositive, new Vector<double>(upper[element].Offset), new Vector<double>(lower[element].Offset)), constant);
                Vector<double> ofSum = coefficient * Vector.ConditionalSelect(isPositive, new Vector<double>(upper[element].Slope), new Vector<double>(lower[element].Slope));
                magnitude = Vector.Max(magnitude, Vector.ConditionalSelect(Vector.Equals(ofSum, Vector<double>.Zero), magnitude, new Vector<double>(magnitudes[channel])));
                ofSum.CopyTo(at);
                channel = channel + 1 == magnitudes.Length ? 0 : channel + 1;
            }

            constant.CopyTo(totals.Constants, lane);
            norm.CopyTo(totals.Norms, lane);
            magnitude.CopyTo(totals.Magnitudes, lane);
        }
    }

    /// <summary>Adds to each constant the greatest value of the elements' share in its form, and to each norm their absolute values.</summary>
    /// <param name="coefficients">Of elements that lie side by side.</param>
    /// <param name="lower">The least of each element.</param>
    /// <param name="upper">The greatest.</param>
    /// <param name="totals">What is added up.</param>
    /// <returns>Whether any coefficient is not 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool AddGreatest(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, LaneTotals totals)
    {
        int width = Vector<double>.Count;
        Vector<double> all = Vector<double>.Zero;
        for (int lane = 0; lane < Lanes; lane += width)
        {
            Vector<double> constant = new(totals.Constants, lane);
            Vector<double> norm = new(totals.Norms, lane);
            for (int element = 0; element < lower.Length; element++)
            {
                Vector<double> coefficient = new(coefficients.Slice((element * Lanes) + lane, width));
                Vector<double> end = Vector.ConditionalSelect(Vector.GreaterThan(coefficient, Vector<double>.Zero), new Vector<double>(upper[element]), new Vector<double>(lower[element]));
                constant = Vector.FusedMultiplyAdd(coefficient, end, constant);
                Vector<double> absolute = Vector.Abs(coefficient);
                norm += absolute;
                all = Vector.Max(all, absolute);
            }

            constant.CopyTo(totals.Constants, lane);
            norm.CopyTo(totals.Norms, lane);
        }

        return !Vector.EqualsAll(all, Vector<double>.Zero);
    }

    /// <summary>Two elements, four vectors of forms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPair(ref double to, ref double from, ReadOnlySpan<int> channels, ref double first, ref double second)
    {
        int width = Vector<double>.Count;
        ref double other = ref Unsafe.Add(ref to, Lanes);
        Vector<double> first0 = Vector.LoadUnsafe(ref to);
        Vector<double> first1 = Vector.LoadUnsafe(ref to, (nuint)width);
        Vector<double> first2 = Vector.LoadUnsafe(ref to, (nuint)(2 * width));
        Vector<double> first3 = Vector.LoadUnsafe(ref to, (nuint)(3 * width));
        Vector<double> second0 = Vector.LoadUnsafe(ref other);
        Vector<double> second1 = Vector.LoadUnsafe(ref other, (nuint)width);
        Vector<double> second2 = Vector.LoadUnsafe(ref other, (nuint)(2 * width));
        Vector<double> second3 = Vector.LoadUnsafe(ref other, (nuint)(3 * width));
        foreach (int channel in channels)
        {
            ref double at = ref Unsafe.Add(ref from, channel * Lanes);
            Vector<double> sums0 = Vector.LoadUnsafe(ref at);
            Vector<double> sums1 = Vector.LoadUnsafe(ref at, (nuint)width);
            Vector<double> sums2 = Vector.LoadUnsafe(ref at, (nuint)(2 * width));
            Vector<double> sums3 = Vector.LoadUnsafe(ref at, (nuint)(3 * width));
            Vector<double> weight = new(Unsafe.Add(ref first, channel));
            first0 = Vector.FusedMultiplyAdd(weight, sums0, first0);
            first1 = Vector.FusedMultiplyAdd(weight, sums1, first1);
            first2 = Vector.FusedMultiplyAdd(weight, sums2, first2);
            first3 = Vector.FusedMultiplyAdd(weight, sums3, first3);
            weight = new Vector<double>(Unsafe.Add(ref second, channel));
            second0 = Vector.FusedMultiplyAdd(weight, sums0, second0);
            second1 = Vector.FusedMultiplyAdd(weight, sums1, second1);
            second2 = Vector.FusedMultiplyAdd(weight, sums2, second2);
            second3 = Vector.FusedMultiplyAdd(weight, sums3, second3);
        }

        first0.StoreUnsafe(ref to);
        first1.StoreUnsafe(ref to, (nuint)width);
        first2.StoreUnsafe(ref to, (nuint)(2 * width));
        first3.StoreUnsafe(ref to, (nuint)(3 * width));
        second0.StoreUnsafe(ref other);
        second1.StoreUnsafe(ref other, (nuint)width);
        second2.StoreUnsafe(ref other, (nuint)(2 * width));
        second3.StoreUnsafe(ref other, (nuint)(3 * width));
    }

    /// <summary>One element, one vector of forms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(ref double to, ref double from, ReadOnlySpan<int> channels, ref double weights)
    {
        Vector<double> sum = Vector.LoadUnsafe(ref to);
        foreach (int channel in channels)
        {
            sum = Vector.FusedMultiplyAdd(new Vector<double>(Unsafe.Add(ref weights, channel)), Vector.LoadUnsafe(ref from, (nuint)(channel * Lanes)), sum);
        }

        sum.StoreUnsafe(ref to);
    }
}

/// <summary>What a pass over the coefficients of a block adds up, for each form.</summary>
internal sealed class LaneTotals
{
    public double[] Constants { get; } = new double[CoefficientBlock.Lanes];

    /// <summary>Sums of absolute values of coefficients.</summary>
    public double[] Norms { get; } = new double[CoefficientBlock.Lanes];

    /// <summary>The greatest of what a coefficient is multiplied with.</summary>
    public double[] Magnitudes { get; } = [.. Enumerable.Repeat(LinearForms.CodeMagnitude, CoefficientBlock.Lanes)];
}
