using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Measuring;

/// <summary>A median and the quartiles around it.</summary>
internal sealed record Figure(double Value, double LowerQuartile, double UpperQuartile)
{
    /// <summary>A number that does not scatter, or whose scatter is not shown.</summary>
    public Figure(double value)
        : this(value, value, value)
    {
    }

    /// <summary>Median and quartiles by rank, without interpolation: each is one of the values, of an even number the upper one.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Figure Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length == 0
            ? throw new ArgumentException("a median needs values", nameof(values))
            : new Figure(ordered[ordered.Length / 2], ordered[ordered.Length / 4], ordered[ordered.Length * 3 / 4]);
    }

    public static double Median(IEnumerable<double> values) => Of(values).Value;

    /// <summary>The same in another unit.</summary>
    /// <param name="factor">Above 0.</param>
    public Figure Times(double factor) => new(Value * factor, LowerQuartile * factor, UpperQuartile * factor);

    /// <summary>A positive figure turned over: what takes half the time is twice as fast.</summary>
    public Figure Reciprocal() => new(1 / Value, 1 / UpperQuartile, 1 / LowerQuartile);

    /// <summary>About three digits, with the quartiles where there are some.</summary>
    public override string ToString() => LowerQuartile == UpperQuartile
        ? Digits(Value)
        : $"{Digits(Value)} ({Digits(LowerQuartile)}-{Digits(UpperQuartile)})";

    private static string Digits(double value) =>
        value == Math.Round(value) || Math.Abs(value) >= 100 ? Invariant($"{value:N0}")
        : Math.Abs(value) >= 10 ? Invariant($"{value:F1}")
        : Math.Abs(value) >= 0.1 ? Invariant($"{value:F2}")
        : Invariant($"{value:F3}");
}
