namespace QMacVerify.Benchmarks.Measuring;

/// <summary>A figure against a line that it is to reach.</summary>
/// <param name="Line">The value.</param>
/// <param name="IsCeiling">Whether the figure must not be above it, as a time; else it must not be below, as a ratio of speeds.</param>
internal sealed record Target(double Line, bool IsCeiling = false)
{
    /// <summary><c>met</c>: both quartiles are on the right side; <c>met within spread</c>: one is; else <c>short</c>.</summary>
    public string Verdict(Figure figure)
    {
        (double worse, double better) = IsCeiling ? (figure.UpperQuartile, figure.LowerQuartile) : (figure.LowerQuartile, figure.UpperQuartile);
        return Reaches(worse) ? "met" : Reaches(better) ? "met within spread" : "short";
    }

    /// <summary>The figure that is furthest from the line, by the median.</summary>
    public (string Name, Figure Figure)? Worst(IEnumerable<(string Name, Figure Figure)> figures) => figures
        .OrderBy(entry => IsCeiling ? -entry.Figure.Value : entry.Figure.Value)
        .Select(entry => ((string, Figure)?)entry)
        .FirstOrDefault();

    private bool Reaches(double value) => IsCeiling ? value <= Line : value >= Line;
}
