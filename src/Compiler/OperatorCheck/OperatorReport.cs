using QMacVerify.Generators.Operators;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The comparison of the C# model of one operator with its Verilog twin.</summary>
internal sealed record OperatorReport
{
    public required OperatorKind Kind { get; init; }

    /// <summary>In the grammar of <see cref="OperatorSpec"/>.</summary>
    public required string Spec { get; init; }

    public required VerilogModule Module { get; init; }

    /// <summary>SHA-256 of the Verilog source, UTF-8, LF line ends.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>SHA-256 of the C# table (<see cref="MultiplierTable"/>); null for an adder.</summary>
    public string? TableSha256 { get; init; }

    /// <summary>Seed of the random vectors; null where all operands are tried.</summary>
    public ulong? Seed { get; init; }

    public CheckStatus Status { get; init; } = CheckStatus.Skipped;

    /// <summary>Why nothing was compared; null when it was.</summary>
    public string? Reason { get; init; } = "iverilog is not on PATH; to install it: apt-get install iverilog";

    /// <summary>Number of vectors that were compared.</summary>
    public int Vectors { get; init; }

    public int Mismatches { get; init; }

    /// <summary>Number of results with x or z bits; each is a mismatch too.</summary>
    public int Unknown { get; init; }

    public OperatorMismatch? FirstMismatch { get; init; }

    /// <summary>Of the simulator; null where none is installed.</summary>
    public string? ToolName { get; init; }

    public string? ToolVersion { get; init; }
}

/// <summary>Which of the two operators of a multiply-accumulate.</summary>
internal enum OperatorKind
{
    Multiplier,
    Adder,
}

/// <summary>The outcome of comparing a C# model with its Verilog.</summary>
internal enum CheckStatus
{
    /// <summary>Every vector gave the same result, or it was proved that every one does.</summary>
    Equal,

    /// <summary>At least one did not; a result with x or z bits differs from every number.</summary>
    Different,

    /// <summary>A program is not installed: nothing was compared.</summary>
    Skipped,

    /// <summary>The Verilog does not compile, or the program did not come to its end: nothing was compared, and that is no pass.</summary>
    Failed,
}

/// <summary>A vector on which the Verilog differs from the C# model.</summary>
/// <param name="First">Activation, or accumulator.</param>
/// <param name="Second">Weight, or addend.</param>
/// <param name="Expected">Of the C# model.</param>
/// <param name="Got">Of the Verilog; null when it has x or z bits.</param>
internal sealed record OperatorMismatch(int First, int Second, int Expected, int? Got);
