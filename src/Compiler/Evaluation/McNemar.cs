namespace QMacVerify.Compiler.Evaluation;

/// <summary>McNemar's paired test: whether two classifiers differ on the samples that only one of them gets right.</summary>
/// <remarks>
/// Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika 12 (1947).
/// If both are equally good, each such sample is the toss of a coin. The exact binomial test is computed for any number of them, so
/// that no approximation needs a limit.
/// </remarks>
/// <param name="OnlyFirst">Samples that the first alone gets right.</param>
/// <param name="OnlySecond">Samples that the second alone gets right.</param>
internal readonly record struct McNemar(int OnlyFirst, int OnlySecond)
{
    /// <summary>Below this a difference counts as shown.</summary>
    public const double Level = 0.05;

    /// <summary>Two-sided: the probability of a split as uneven as this one, or more, between equally good classifiers.</summary>
    public double PValue
    {
        get
        {
            int n = OnlyFirst + OnlySecond;
            int least = Math.Min(OnlyFirst, OnlySecond);
            if (OnlyFirst == OnlySecond)
            {
                return 1;
            }

            // C(n, k) / 2^n from the greatest term down, relative to it, so that nothing underflows before it does not matter.
            double logTerm = -n * Math.Log(2);
            for (int k = 1; k <= least; k++)
            {
                logTerm += Math.Log((n - k + 1.0) / k);
            }

            double sum = 0;
            double term = 1;
            for (int k = least; k >= 0 && term > 0; k--)
            {
                sum += term;
                term *= k / (n - k + 1.0);
            }

            return Math.Min(1, 2 * Math.Exp(logTerm) * sum);
        }
    }

    /// <summary>Whether the samples show a difference.</summary>
    public bool IsDifference => PValue < Level;

    /// <summary>The test of two lists of right and wrong, sample by sample.</summary>
    public static McNemar Of(IReadOnlyList<bool> first, IReadOnlyList<bool> second) => new(
        first.Zip(second).Count(pair => pair.First && !pair.Second),
        first.Zip(second).Count(pair => !pair.First && pair.Second));
}
