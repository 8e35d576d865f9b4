using System.Globalization;

namespace QMacVerify.Generators.Operators;

/// <summary>The grammar of operators: <c>exact</c>, or a name with its parameter, such as <c>trunc:2</c>.</summary>
public static class OperatorSpec
{
    /// <summary>Reads a multiplier.</summary>
    /// <param name="spec">The text.</param>
    /// <param name="error">What was expected, when null is returned.</param>
    public static Multiplier? ParseMultiplier(string spec, out string error)
    {
        error = "";
        if (spec == "exact")
        {
            return new ExactMultiplier();
        }

        if (ParseDrop(spec, TruncatedMultiplier.MaxDrop) is int drop)
        {
            return new TruncatedMultiplier(drop);
        }

        error = $"multiplier {Quote(spec)} is unknown; expected exact or trunc:N with N from 0 to {TruncatedMultiplier.MaxDrop}";
        return null;
    }

    /// <summary>Reads an adder.</summary>
    /// <param name="spec">The text.</param>
    /// <param name="error">What was expected, when null is returned.</param>
    public static Adder? ParseAdder(string spec, out string error)
    {
        error = "";
        if (spec == "exact")
        {
            return new ExactAdder();
        }

        if (ParseDrop(spec, TruncatedAdder.MaxDrop) is int drop)
        {
            return new TruncatedAdder(drop);
        }

        error = $"adder {Quote(spec)} is unknown; expected exact or trunc:N with N from 0 to {TruncatedAdder.MaxDrop}";
        return null;
    }

    private static int? ParseDrop(string spec, int max)
    {
        const string prefix = "trunc:";
        return spec.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(spec.Substring(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int drop)
            && drop <= max
            ? drop
            : null;
    }
}
