namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>How linear bounds are computed.</summary>
internal sealed record LinearOptions
{
    public static LinearOptions Default { get; } = new();

    /// <summary>Layers and sums that a form is carried back through, 0 or more.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Threads at most, or -1 for one on each processor. No bound depends on them.</summary>
    public int Threads { get; init; } = -1;
}
