namespace QMacVerify.Compiler.Bounds;

/// <summary>What an analysis is told beside the network, its operators and the region.</summary>
internal sealed record AnalysisOptions
{
    public static AnalysisOptions Default { get; } = new();

    /// <summary>What the sums of all layers are kept in.</summary>
    public AccumulatorRegister Register { get; init; } = AccumulatorRegister.Default;

    /// <summary>Threads at most, or -1 for one on each processor. No bound depends on them.</summary>
    public int Threads { get; init; } = -1;
}
