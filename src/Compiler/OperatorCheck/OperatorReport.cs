using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>The comparison of the C# model of one operator with another form of it: its Verilog, its generated C#, or another operator.</summary>
internal sealed record OperatorReport
{
    public required OperatorKind Kind { get; init; }

    /// <summary>In the grammar of <see cref="OperatorSpec"/>.</summary>
    public required string Spec { get; init; }

    /// <summary>The module it was compared with; null where that was no Verilog.</summary>
    public VerilogModule? Module { get; init; }

    /// <summary>SHA-256 of the Verilog source, UTF-8, LF line ends.</summary>
    public string? SourceSha256 { get; init; }

    /// <summary>SHA-256 of the C# table (<see cref="MultiplierTable"/>); null for an adder.</summary>
    public string? TableSha256 { get; init; }

    /// <summary>Seed of the random vectors; null where all operands are tried.</summary>
    public ulong? Seed { get; init; }

    public CheckStatus Status { get; init; } = CheckStatus.Skipped;

    /// <summary>Why nothing was compared; null when it was.</summary>
    public string? Reason { get; init; }

    /// <summary>Number of vectors that were compared.</summary>
    public int Vectors { get; init; }

    public int Mismatches { get; init; }

    /// <summary>Number of results with x or z bits; each is a mismatch too.</summary>
    public int Unknown { get; init; }

    public OperatorMismatch? FirstMismatch { get; init; }

    /// <summary>Which operands have to be exchanged or re-indexed for both to be equal; null unless that makes them equal.</summary>
    public string? Relation { get; init; }

    /// <summary>Mismatches among the pairs that can occur; null where no care set is given.</summary>
    public int? CareMismatches { get; init; }

    /// <summary>Of the simulator; null where none is installed.</summary>
    public string? ToolName { get; init; }

    public string? ToolVersion { get; init; }

    /// <summary>What stands between a circuit of the user and this machine; null for one of ours.</summary>
    public string? ToolProtection { get; init; }

    /// <summary>What the benches caught; null in a report that is a part of another.</summary>
    public SelfTestResult? SelfTest { get; init; }
}

/// <summary>What a check is about.</summary>
internal enum OperatorKind
{
    Multiplier,
    Adder,

    /// <summary>The module that joins both, <c>mac_s8_acc32</c>.</summary>
    MultiplyAccumulate,
}

/// <summary>The outcome of comparing a C# model with its Verilog.</summary>
internal enum CheckStatus
{
    /// <summary>All operands gave the same result, or it was proved that they do.</summary>
    Equal,

    /// <summary>Every vector of a sample gave the same result.</summary>
    EqualOnVectors,

    /// <summary>Every vector that can occur in the network of a care set gave the same result; others did not.</summary>
    EqualOnCareSet,

    /// <summary>Not equal as they stand, but with activation and weight exchanged in one of both.</summary>
    EqualIfSwapped,

    /// <summary>Not equal as they stand, but with the rows or columns of one of both in the order of bit patterns instead of values, or the other way round.</summary>
    EqualIfReindexed,

    /// <summary>None of these: at least one vector gave another result; one with x or z bits differs from every number.</summary>
    Different,

    /// <summary>A program is absent: nothing was compared.</summary>
    Skipped,

    /// <summary>The Verilog does not compile, or the program is broken or did not come to its end: nothing was compared, and that is no pass.</summary>
    Failed,
}

/// <summary>Kinds as reports have them.</summary>
internal static class OperatorKinds
{
    public static string Name(this OperatorKind kind) => kind switch
    {
        OperatorKind.Multiplier => "multiplier",
        OperatorKind.Adder => "adder",
        _ => "multiply_accumulate",
    };
}

/// <summary>What follows from an outcome.</summary>
internal static class CheckStatuses
{
    /// <summary>As reports have it, for example <c>equal_on_care_set</c>.</summary>
    public static string Name(this CheckStatus status) => status switch
    {
        CheckStatus.EqualOnVectors => "equal_on_vectors",
        CheckStatus.EqualOnCareSet => "equal_on_care_set",
        CheckStatus.EqualIfSwapped => "equal_if_swapped",
        CheckStatus.EqualIfReindexed => "equal_if_reindexed",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>The outcome where a tool cannot be used.</summary>
    public static CheckStatus Without<T>(Tool<T> tool)
        where T : class =>
        tool.IsBroken ? CheckStatus.Failed : CheckStatus.Skipped;

    /// <summary>Whether results were seen that must not be.</summary>
    public static bool IsMismatch(this CheckStatus status) =>
        status is CheckStatus.Different or CheckStatus.EqualIfSwapped or CheckStatus.EqualIfReindexed;

    /// <summary>Whether the check failed, by a mismatch or because it could not be made; a missing program is no failure.</summary>
    public static bool IsFailure(this CheckStatus status) => status == CheckStatus.Failed || status.IsMismatch();
}

/// <summary>A vector on which the Verilog differs from the C# model.</summary>
/// <param name="First">Activation, or accumulator.</param>
/// <param name="Second">Weight, or addend.</param>
/// <param name="Expected">Of the C# model.</param>
/// <param name="Got">Of the Verilog; null when it has x or z bits.</param>
internal sealed record OperatorMismatch(int First, int Second, int Expected, int? Got);
