using QMacVerify.Compiler.Bounds.Branching;

namespace QMacVerify.Compiler.Bounds;

/// <summary>How sound bounds were found.</summary>
/// <param name="Name">In files and on the command line.</param>
/// <param name="Arithmetic">What it computes with.</param>
/// <param name="Depth">Layers and sums that a linear form is carried back through; null for a method without.</param>
internal sealed record BoundMethod(string Name, string Arithmetic, int? Depth)
{
    /// <summary>How the region was divided; empty where it was bounded as a whole.</summary>
    public IReadOnlyList<RegionSplit> Splits { get; init; } = [];

    /// <summary>Interval bound propagation.</summary>
    public static BoundMethod Intervals { get; } = new("ibp", "int64", Depth: null);

    /// <summary>Interval bound propagation for each part of a region.</summary>
    public static BoundMethod Branching(IReadOnlyList<RegionSplit> splits) => Intervals with { Splits = splits };

    /// <summary>Linear bounds, intersected with intervals.</summary>
    public static BoundMethod Linear(int depth) => new("crown", "float64, rounded outward", depth);
}
