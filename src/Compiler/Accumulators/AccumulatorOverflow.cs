namespace QMacVerify.Compiler.Accumulators;

/// <summary>What a register does with a sum that it cannot hold.</summary>
internal enum AccumulatorOverflow
{
    /// <summary>Keeps the low bits: the result is right exactly when the final sum fits, as sums modulo 2^N are a ring.</summary>
    Wrap,

    /// <summary>Takes its greatest or least value, from which no later product leads back: every sum on the way must fit.</summary>
    Saturate,
}
