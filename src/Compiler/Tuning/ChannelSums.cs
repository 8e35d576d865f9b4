namespace QMacVerify.Compiler.Tuning;

/// <summary>Exact accumulators of an output channel beside approximate ones, over positions and samples: what fits and errors are made of.</summary>
/// <param name="Count">Pairs.</param>
/// <param name="Exact">Sum of the exact ones, e.</param>
/// <param name="Approximate">Sum of the approximate ones, a.</param>
/// <param name="ExactSquares">Sum of e * e.</param>
/// <param name="Products">Sum of e * a.</param>
/// <param name="ApproximateSquares">Sum of a * a.</param>
internal readonly record struct ChannelSums(
    long Count, double Exact, double Approximate, double ExactSquares, double Products, double ApproximateSquares)
{
    /// <summary>The factor s that makes the sum of <c>(s * a - e)^2</c> least; 1 where no factor above 0 does.</summary>
    public double Slope => Positive(Products, ApproximateSquares);

    /// <summary>The same where a constant takes the mean error away.</summary>
    public double CentredSlope => Positive(
        Products - (Exact * Approximate / Count), ApproximateSquares - (Approximate * Approximate / Count));

    /// <summary>Square root of the mean of <c>(s * a - e)^2</c>.</summary>
    /// <param name="factor">s.</param>
    public double ErrorOf(double factor) => Math.Sqrt(Math.Max(
        0, ((factor * factor * ApproximateSquares) - (2 * factor * Products) + ExactSquares) / Count));

    /// <summary>Sums for each channel, the same for any number of threads.</summary>
    /// <param name="exact">For each sample, channels last.</param>
    /// <param name="approximate">Likewise.</param>
    /// <param name="channels">Output channels.</param>
    public static ChannelSums[] Of(int[][] exact, int[][] approximate, int channels)
    {
        ChannelSums[] sums = new ChannelSums[channels];
        Parallel.For(0, channels, channel =>
        {
            double e1 = 0;
            double a1 = 0;
            double ee = 0;
            double ea = 0;
            double aa = 0;
            long count = 0;
            for (int sample = 0; sample < exact.Length; sample++)
            {
                for (int i = channel; i < exact[sample].Length; i += channels)
                {
                    double e = exact[sample][i];
                    double a = approximate[sample][i];
                    e1 += e;
                    a1 += a;
                    ee += e * e;
                    ea += e * a;
                    aa += a * a;
                    count++;
                }
            }

            sums[channel] = new ChannelSums(count, e1, a1, ee, ea, aa);
        });
        return sums;
    }

    private static double Positive(double numerator, double denominator) =>
        numerator > 0 && denominator > 0 ? numerator / denominator : 1;
}
