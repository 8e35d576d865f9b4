namespace QMacVerify.Checker.Arithmetic;

/// <summary>What is known of a number in the exact and in the approximate network, for the same input.</summary>
/// <param name="Exact">In the exact one.</param>
/// <param name="Approximate">In the approximate one.</param>
/// <param name="Difference">Approximate less exact.</param>
internal readonly record struct Twin(Ends Exact, Ends Approximate, Ends Difference)
{
    /// <summary>A sum of numbers of which each is known.</summary>
    public static Twin operator +(Twin left, Twin right) =>
        new(left.Exact + right.Exact, left.Approximate + right.Approximate, left.Difference + right.Difference);

    public static Twin Point(long value) => new(Ends.Point(value), Ends.Point(value), Ends.Point(0));

    /// <summary>The same times a factor.</summary>
    public Twin Times(long factor) => new(Exact.Times(factor), Approximate.Times(factor), Difference.Times(factor));

    /// <summary>The approximate numbers where the exact one is one of some; none where it never is.</summary>
    public Ends Reach(Ends exact) => (exact + Difference).Meet(Approximate);
}
