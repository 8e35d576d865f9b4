namespace QMacVerify.Generators.Circuits;

/// <summary>The multiplier and the adder of one layer.</summary>
public sealed record OperatorPair(Multiplier Multiplier, Adder Adder)
{
    /// <summary>What the quantized model defines, to the bit.</summary>
    public static OperatorPair Exact { get; } = new(new ExactMultiplier(), new ExactAdder());

    /// <summary>What to say of a pair whose adder cannot show its errors, because all products end in zeros where it approximates; else null.</summary>
    /// <remarks>
    /// SEMANTICS section 2, last item. An adder with 0 as identity keeps the accumulator's low bits beside those zeros and
    /// has nothing to carry: it is exact, whatever the bias. The truncated adder clears them, once: that is the bias.
    /// </remarks>
    public string? Note =>
        Adder.ApproximateBits == 0 || Adder.ApproximateBits > Multiplier.ProductZeroBits ? null
        : Adder.ZeroIsIdentity ? "every product ends in zeros where the adder approximates, so the adder is exact here"
        : "every product ends in zeros where the adder truncates, so the adder changes nothing but the bias";

    /// <summary>The same with one circuit, or both, replaced.</summary>
    public OperatorPair With(Multiplier? multiplier, Adder? adder) => new(multiplier ?? Multiplier, adder ?? Adder);

    public override string ToString() => $"amul {Multiplier}, aadd {Adder}";
}
