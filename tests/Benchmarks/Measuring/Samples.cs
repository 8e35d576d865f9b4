namespace QMacVerify.Benchmarks.Measuring;

/// <summary>Nanoseconds of one run, one sample for each round.</summary>
internal sealed record Samples(IReadOnlyList<double> PerRun)
{
    public double Median => Figure.Median(PerRun);

    public Figure Microseconds => Figure.Of(PerRun).Times(1e-3);

    /// <summary>How much longer this takes than another, round by round, which cancels what disturbed both.</summary>
    public Figure Over(Samples other) => Figure.Of(PerRun.Zip(other.PerRun, (mine, its) => mine / its));
}
