using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>How far approximate circuits can move what one layer of products computes.</summary>
/// <param name="Index">Position of the layer's node in the graph.</param>
/// <param name="LocalError">By its own circuits.</param>
/// <param name="Acc">Its accumulators, by its own circuits and those of all layers before it: approximate less exact.</param>
/// <param name="Output">Its codes likewise, or the accumulators where those are the result.</param>
internal sealed record LayerDeviation(int Index, LocalError LocalError, Interval Acc, Interval Output)
{
    /// <summary>Of a layer that computes as the exact network does.</summary>
    public static LayerDeviation None(int index) => new(index, LocalError.None, Interval.Point(0), Interval.Point(0));
}

/// <summary>What the circuits of a layer change, given the same activations on both sides: approximate less exact (BOUNDS section 6).</summary>
/// <param name="Acc">Accumulators.</param>
/// <param name="Lsb">Codes, or accumulators where those are the result.</param>
/// <param name="CentredAcc">Accumulators, if each channel's bias took the middle of its errors away: rounded towards zero.</param>
/// <param name="CentredLsb">Codes likewise.</param>
internal sealed record LocalError(Interval Acc, Interval Lsb, Interval CentredAcc, Interval CentredLsb)
{
    public static LocalError None { get; } = new(Interval.Point(0), Interval.Point(0), Interval.Point(0), Interval.Point(0));

    /// <summary>What holds for both.</summary>
    public LocalError Hull(LocalError other) => new(
        Acc.Hull(other.Acc), Lsb.Hull(other.Lsb), CentredAcc.Hull(other.CentredAcc), CentredLsb.Hull(other.CentredLsb));
}
