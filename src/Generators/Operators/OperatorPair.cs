namespace QMacVerify.Generators.Operators;

/// <summary>The multiplier and the adder of one layer.</summary>
public sealed record OperatorPair(Multiplier Multiplier, Adder Adder)
{
    /// <summary>What the quantized model defines, to the bit.</summary>
    public static OperatorPair Exact { get; } = new(new ExactMultiplier(), new ExactAdder());

    /// <summary>Whether every product is a multiple of 2^n for the n that the adder clears, so that the adder changes only the bias.</summary>
    /// <remarks>SEMANTICS section 2, last item.</remarks>
    public bool AdderOnlyTruncatesBias =>
        Multiplier is TruncatedMultiplier multiplier && Adder is TruncatedAdder { Drop: > 0 } adder && adder.Drop <= multiplier.Drop;

    public override string ToString() => $"amul {Multiplier}, aadd {Adder}";
}
