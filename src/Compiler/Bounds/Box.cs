using System.Runtime.Intrinsics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>An interval of codes for each element of a tensor.</summary>
internal sealed class Box
{
    private readonly sbyte[] _lower;
    private readonly sbyte[] _upper;

    /// <summary>Takes the ends; the caller gives the arrays away.</summary>
    /// <exception cref="ArgumentException">The arrays differ in length, or an interval is empty.</exception>
    public Box(sbyte[] lower, sbyte[] upper)
    {
        if (lower.Length != upper.Length)
        {
            throw new ArgumentException($"{lower.Length} lower but {upper.Length} upper ends.");
        }

        int i = 0;
        while (i <= lower.Length - Vector256<sbyte>.Count && Vector256.LessThanOrEqualAll(Vector256.Create(lower, i), Vector256.Create(upper, i)))
        {
            i += Vector256<sbyte>.Count;
        }

        for (; i < lower.Length; i++)
        {
            if (lower[i] > upper[i])
            {
                throw new ArgumentException($"Element {i} has the empty interval [{lower[i]}, {upper[i]}].");
            }
        }

        _lower = lower;
        _upper = upper;
    }

    public ReadOnlySpan<sbyte> Lower => _lower;

    public ReadOnlySpan<sbyte> Upper => _upper;

    public int Count => _lower.Length;

    /// <summary>The least interval that holds every element's.</summary>
    public Interval Hull => new(_lower.Min(), _upper.Max());

    /// <summary>The same of some elements that follow each other.</summary>
    public Interval HullOf(int first, int count) => new(
        Interval.Of(Lower.Slice(first, count)).Lower, Interval.Of(Upper.Slice(first, count)).Upper);

    public Interval this[int element] => new(_lower[element], _upper[element]);

    /// <summary>The same interval for every element.</summary>
    public static Box Uniform(int count, int lower, int upper)
    {
        sbyte[] lowerEnds = new sbyte[count];
        sbyte[] upperEnds = new sbyte[count];
        Array.Fill(lowerEnds, (sbyte)lower);
        Array.Fill(upperEnds, (sbyte)upper);
        return new Box(lowerEnds, upperEnds);
    }

    /// <summary>Every code that a clamp lets through.</summary>
    public static Box Uniform(int count, ClampRange clamp) => Uniform(count, clamp.Lower, clamp.Upper);

    /// <summary>One code for each element.</summary>
    public static Box Point(ReadOnlySpan<sbyte> codes) => new(codes.ToArray(), codes.ToArray());

    public bool Contains(ReadOnlySpan<sbyte> codes)
    {
        bool inside = codes.Length == Count;
        for (int i = 0; inside && i < codes.Length; i++)
        {
            inside = _lower[i] <= codes[i] && codes[i] <= _upper[i];
        }

        return inside;
    }

    /// <summary>The least box that holds both.</summary>
    public Box Union(Box other) => new(
        [.. _lower.Zip(other._lower, Math.Min)], [.. _upper.Zip(other._upper, Math.Max)]);

    /// <summary>What lies in both; every element must have something that does.</summary>
    public Box Intersect(Box other) => new(
        [.. _lower.Zip(other._lower, Math.Max)], [.. _upper.Zip(other._upper, Math.Min)]);

    public bool Contains(Box other) => Contains(other.Lower) && Contains(other.Upper);
}
