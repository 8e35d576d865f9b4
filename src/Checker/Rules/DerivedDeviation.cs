using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Rules;

/// <summary>How far a layer of products can be from the exact one (BOUNDS sections 6 and 8).</summary>
internal sealed record DerivedDeviation
{
    public static Ends None { get; } = Ends.Point(0);

    /// <summary>Approximate less exact accumulator of each output element.</summary>
    public required Ends[] Accumulators { get; init; }

    /// <summary>The same of codes, null where only their boxes are known; empty where accumulators are the result.</summary>
    public required Ends?[] Codes { get; init; }

    public required LocalDeviation Local { get; init; }
}

/// <summary>What the circuits of a layer change by themselves, given the same activations.</summary>
/// <param name="Acc">Accumulators.</param>
/// <param name="Lsb">Codes, or accumulators where those are the result.</param>
/// <param name="CentredAcc">Accumulators, with the middle of each channel's errors in its bias.</param>
/// <param name="CentredLsb">Codes likewise.</param>
internal sealed record LocalDeviation(Ends Acc, Ends Lsb, Ends CentredAcc, Ends CentredLsb)
{
    /// <summary>Of exact circuits.</summary>
    public static LocalDeviation None { get; } = new(Ends.Point(0), Ends.Point(0), Ends.Point(0), Ends.Point(0));

    public LocalDeviation Join(LocalDeviation other) =>
        new(Acc.Join(other.Acc), Lsb.Join(other.Lsb), CentredAcc.Join(other.CentredAcc), CentredLsb.Join(other.CentredLsb));
}
