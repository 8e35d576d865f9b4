using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The register that a datapath keeps its sums in. The engine's own has 32 bits and wraps.</summary>
/// <param name="Bits"><see cref="LeastBits"/> to <see cref="MostBits"/>.</param>
/// <param name="Saturates">Whether a sum that does not fit becomes the nearest number that does, after each addition; else it wraps.</param>
internal sealed record AccumulatorRegister(int Bits, bool Saturates)
{
    public const int LeastBits = 2;
    public const int MostBits = 64;
    public const string Wrap = GraphSemantics.Overflow;
    public const string Saturate = "saturate";

    /// <summary>That of every engine and kernel.</summary>
    public static AccumulatorRegister Default { get; } = new(GraphSemantics.AccumulatorBits, Saturates: false);

    /// <summary>Every number that it can hold.</summary>
    public Interval Range => new(long.MinValue >> (MostBits - Bits), long.MaxValue >> (MostBits - Bits));

    /// <summary>The name in files.</summary>
    public string Overflow => Saturates ? Saturate : Wrap;

    /// <summary>What it holds in the end: of sums that may wrap anything, and of those that may saturate where that was not followed.</summary>
    public Interval Hold(AccumulatorIntervals acc) => acc.Saturated ?? (Range.Contains(Saturates ? acc.Prefix : acc.Sum) ? acc.Sum : Range);

    /// <summary>Whether what it holds may differ from the sum, or be more than requantization takes.</summary>
    /// <remarks>Sums modulo 2^N are right when the last one fits, whatever was on the way; a register that saturates loses what does not fit for good.</remarks>
    public bool MayOverflow(AccumulatorIntervals acc) =>
        !Range.Contains(Saturates ? acc.Prefix : acc.Sum) || !Interval.Int32.Contains(acc.Sum);
}
