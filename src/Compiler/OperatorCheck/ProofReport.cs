using System.Globalization;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The outcome of a proof about operators, for all operands.</summary>
internal sealed record ProofReport
{
    /// <summary>The statement, as a clause.</summary>
    public required string Claim { get; init; }

    /// <summary>Whether the claim is that the circuit equals the C# model, whatever the operands.</summary>
    public bool IsOfModel { get; init; }

    public CheckStatus Status { get; init; } = CheckStatus.Skipped;

    /// <summary>Why nothing was proved or refuted; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the claim is refuted: ports and their values, for which it does not hold.</summary>
    public IReadOnlyList<PortValue> Counterexample { get; init; } = [];

    /// <summary>The programs with their versions; null where they are not installed.</summary>
    public string? Tools { get; init; }
}

/// <summary>A port of a module and what it carries.</summary>
/// <param name="Port">Name.</param>
/// <param name="Bits">The value, unsigned.</param>
internal sealed record PortValue(string Port, System.Numerics.BigInteger Bits)
{
    private const int NumberBits = 32;

    /// <summary>The value of a 32-bit port in two's complement.</summary>
    public int Int32 => unchecked((int)(uint)(Bits & uint.MaxValue));

    /// <summary>A number in decimal; what is wider, a row of operands, in hexadecimal.</summary>
    public override string ToString() => Bits.GetBitLength() > NumberBits
        ? $"0x{Bits.ToString("x", CultureInfo.InvariantCulture)}"
        : Int32.ToString(CultureInfo.InvariantCulture);
}
