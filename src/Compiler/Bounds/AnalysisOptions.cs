namespace QMacVerify.Compiler.Bounds;

/// <summary>What an analysis is told beside the network, its operators and the region.</summary>
internal sealed record AnalysisOptions
{
    public static AnalysisOptions Default { get; } = new();

    /// <summary>What the sums of all layers are kept in.</summary>
    public AccumulatorRegister Register { get; init; } = AccumulatorRegister.Default;

    /// <summary>Threads at most, or -1 for one on each processor. No bound depends on them.</summary>
    public int Threads { get; init; } = -1;

    /// <summary>Does what has several parts that nothing has to wait for.</summary>
    /// <param name="count">Of the parts.</param>
    /// <param name="part">What part a number stands for.</param>
    public void Do(int count, Action<int> part)
    {
        if (count > 1 && Threads != 1)
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Threads }, part);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            part(i);
        }
    }
}
