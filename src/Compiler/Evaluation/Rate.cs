using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>How many of some samples, and what that says of all samples that there are.</summary>
/// <param name="Count">Those that count, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">Samples, at least 0.</param>
internal readonly record struct Rate(int Count, int Total)
{
    /// <summary>The 0.975 quantile of the normal distribution: two-sided 95 %.</summary>
    public const double Quantile = 1.959963984540054;

    /// <summary>The share, 0 to 1; of no samples 0.</summary>
    public double Value => Total == 0 ? 0 : (double)Count / Total;

    /// <summary>Wilson's score interval at 95 %, within 0 to 1; of no samples all of it.</summary>
    /// <remarks>E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), without correction for continuity.</remarks>
    public (double Low, double High) Interval
    {
        get
        {
            if (Total == 0)
            {
                return (0, 1);
            }

            const double z2 = Quantile * Quantile;
            double n = Total;
            double centre = (Count + (z2 / 2)) / (n + z2);
            double half = Quantile / (n + z2) * Math.Sqrt((Count * (n - Count) / n) + (z2 / 4));

            // At the ends rounding must not exclude what was seen.
            return (Count == 0 ? 0 : centre - half, Count == Total ? 1 : centre + half);
        }
    }

    /// <summary>Writes a member, or an element of an array: count, total, value and the interval, fractions of 1.</summary>
    public void Write(JsonWriter json, string? name)
    {
        using (json.Object(name, inline: true))
        {
            json.Member("count", Count);
            json.Member("total", Total);
            json.Member("value", Value);
            json.Member("low", Interval.Low);
            json.Member("high", Interval.High);
        }
    }
}
