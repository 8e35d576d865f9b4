namespace QMacVerify.Benchmarks.Measuring;

/// <summary>Measures candidates in turn, round after round, so that what disturbs one disturbs all.</summary>
/// <remarks>
/// Only ratios within a round are meant to be used: absolute times move with the neighbours of the machine, ratios by about
/// a tenth.
/// </remarks>
internal static class Interleaved
{
    private const long SampleNanoseconds = 2_000_000;

    /// <summary>Code starts unoptimized and is compiled twice more, each time after 30 calls and 100 ms of quiet.</summary>
    private const int WarmUpPasses = 4;
    private const int WarmUpRuns = 40;
    private const long WarmUpNanoseconds = 200_000_000;

    /// <summary>Runs every candidate in every round.</summary>
    /// <param name="clock">What is counted.</param>
    /// <param name="rounds">Odd, so that a median is one of them.</param>
    /// <param name="candidates">What is measured.</param>
    /// <returns>The time of one run of each candidate.</returns>
    public static IReadOnlyList<Samples> Measure(Clock clock, int rounds, params IReadOnlyList<Action> candidates)
    {
        int[] runs = [.. WarmUp(clock, candidates).Select(time => (int)Math.Max(1, SampleNanoseconds / Math.Max(1, time)))];
        double[][] times = [.. candidates.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < candidates.Count; turn++)
            {
                // Whoever goes first may inherit another's cold caches: take turns at it.
                int i = (round + turn) % candidates.Count;
                times[i][round] = clock.Time(() => Repeat(candidates[i], runs[i])) / (double)runs[i];
            }
        }

        return [.. times.Select(perRun => new Samples(perRun))];
    }

    private static double[] WarmUp(Clock clock, IReadOnlyList<Action> candidates)
    {
        double[] times = new double[candidates.Count];
        for (int pass = 0; pass < WarmUpPasses; pass++)
        {
            for (int i = 0; i < candidates.Count; i++)
            {
                long spent = 0;
                int runs = 0;
                while (runs < WarmUpRuns && spent < WarmUpNanoseconds)
                {
                    spent += clock.Time(candidates[i]);
                    runs++;
                }

                times[i] = (double)spent / runs;
            }

            Thread.Sleep(200);
        }

        return times;
    }

    private static void Repeat(Action action, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            action();
        }
    }
}
