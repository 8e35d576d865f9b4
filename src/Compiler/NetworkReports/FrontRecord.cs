using QMacVerify.Compiler.Evaluation;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>A front that <c>qmac search</c> found, as its <c>front.json</c> says it.</summary>
/// <param name="CostUnit">What costs are counted in.</param>
/// <param name="Searched">The samples that were searched on.</param>
/// <param name="Unseen">Those that the search never saw.</param>
/// <param name="Evaluations">Assignments that were measured.</param>
/// <param name="Seed">Of all that was random.</param>
/// <param name="Points">The front, in the order of the file.</param>
/// <param name="Uniform">One circuit in every layer each.</param>
internal sealed record FrontRecord(
    string CostUnit, FrontData Searched, FrontData Unseen, int Evaluations, long Seed, IReadOnlyList<FrontEntry> Points, IReadOnlyList<FrontEntry> Uniform)
{
    /// <summary>All entries: the front, then the uniform ones.</summary>
    public IEnumerable<FrontEntry> All => Points.Concat(Uniform);
}

/// <summary>Which samples.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Split">Its part; null for all.</param>
/// <param name="Samples">How many.</param>
internal sealed record FrontData(string Name, string? Split, int Samples)
{
    public override string ToString() => Generators.Support.Text.Invariant($"{Samples:N0} samples of {Name}{(Split is null ? "" : $", part {Split}")}");
}

/// <summary>One assignment of operators to layers.</summary>
/// <param name="Name">Its file, or <c>all SPEC</c>.</param>
/// <param name="Cost">As a share of that of the exact network.</param>
/// <param name="Searched">Measured on the samples that were searched on.</param>
/// <param name="Unseen">On the others.</param>
internal sealed record FrontEntry(string Name, double Cost, FrontFigures Searched, FrontFigures Unseen)
{
    /// <summary>Multiplier and adder of each layer; empty for a uniform entry.</summary>
    public IReadOnlyList<FrontLayer> Layers { get; init; } = [];

    /// <summary>Whether one circuit is in every layer: it stands beside the front, and may not lie on it.</summary>
    public bool IsUniform { get; init; }

    /// <summary>Whether the search was given a budget, and chose this one.</summary>
    public bool IsChosen { get; init; }

    /// <summary>Whether it is the assignment that the report is about.</summary>
    public bool IsReported { get; init; }

    /// <summary>What no logit moves by more than, in codes; null where nothing is certified.</summary>
    public int? LogitLsb { get; init; }

    /// <summary>Whether that says no more than that the logits of both networks have bounds.</summary>
    public bool IsTrivial { get; init; }
}

/// <summary>The operators of a layer.</summary>
internal sealed record FrontLayer(string Name, string Multiplier, string Adder);

/// <summary>What was measured.</summary>
/// <param name="Accuracy">Samples of the right class; null without labels.</param>
/// <param name="MaxLsb">Greatest difference of an output to the exact one, in codes.</param>
/// <param name="MeanLsb">The mean one.</param>
internal sealed record FrontFigures(Rate? Accuracy, double MaxLsb, double MeanLsb);
