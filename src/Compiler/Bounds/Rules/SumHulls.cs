using System.Runtime.Intrinsics;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>What holds at some positions for the sums of eight output channels.</summary>
internal readonly record struct SumHulls
{
    public required Vector256<int> LeastProduct { get; init; }

    public required Vector256<int> GreatestProduct { get; init; }

    public required Vector256<int> LeastSum { get; init; }

    public required Vector256<int> GreatestSum { get; init; }

    public required Vector256<int> LeastPrefix { get; init; }

    public required Vector256<int> GreatestPrefix { get; init; }

    public required Vector256<int> LeastAnyOrder { get; init; }

    public required Vector256<int> GreatestAnyOrder { get; init; }

    /// <summary>What holds at the positions of both.</summary>
    public SumHulls Join(SumHulls other) => new()
    {
        LeastProduct = Vector256.Min(LeastProduct, other.LeastProduct),
        GreatestProduct = Vector256.Max(GreatestProduct, other.GreatestProduct),
        LeastSum = Vector256.Min(LeastSum, other.LeastSum),
        GreatestSum = Vector256.Max(GreatestSum, other.GreatestSum),
        LeastPrefix = Vector256.Min(LeastPrefix, other.LeastPrefix),
        GreatestPrefix = Vector256.Max(GreatestPrefix, other.GreatestPrefix),
        LeastAnyOrder = Vector256.Min(LeastAnyOrder, other.LeastAnyOrder),
        GreatestAnyOrder = Vector256.Max(GreatestAnyOrder, other.GreatestAnyOrder),
    };

    /// <summary>That of one channel. Where no product was seen, there is none.</summary>
    public AccumulatorIntervals Of(int lane) => new(
        LeastProduct[lane] > GreatestProduct[lane] ? Interval.Empty : new Interval(LeastProduct[lane], GreatestProduct[lane]),
        new Interval(LeastSum[lane], GreatestSum[lane]),
        new Interval(LeastPrefix[lane], GreatestPrefix[lane]),
        new Interval(LeastAnyOrder[lane], GreatestAnyOrder[lane]));
}
