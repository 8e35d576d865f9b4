using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Yosys, which turns Verilog into a formula, and z3, which decides it.</summary>
internal sealed partial class FormalTools
{
    /// <summary>Proofs of ours take seconds; one that takes longer is not going to end.</summary>
    private static readonly ToolLimits DefaultLimits = new(TimeSpan.FromMinutes(1), 1_000_000);

    private readonly string _yosys;
    private readonly string _z3;
    private readonly ToolLimits _limits;

    private FormalTools(string yosys, string z3, string versions, ToolLimits limits)
    {
        _yosys = yosys;
        _z3 = z3;
        Versions = versions;
        _limits = limits;
    }

    /// <summary>Both names with versions.</summary>
    public string Versions { get; }

    /// <summary>The installed programs, or why they cannot be used: both are needed.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    /// <param name="limits">Of each run; by default a minute and a million characters.</param>
    public static Tool<FormalTools> Look(string? searchPath = null, ToolLimits? limits = null)
    {
        if (ExternalTool.Yosys.Find(searchPath) is null || ExternalTool.Z3.Find(searchPath) is null)
        {
            return new Tool<FormalTools>(null, $"yosys and z3 are not both on PATH; to install them: apt-get install {ExternalTool.Yosys.Debian} {ExternalTool.Z3.Debian}");
        }

        ToolState yosys = ExternalTool.Yosys.Examine(searchPath);
        ToolState z3 = ExternalTool.Z3.Examine(searchPath);
        return (yosys.Problem is null ? z3 : yosys).Use(_ => new FormalTools(yosys.Path!, z3.Path!, $"{yosys.Said}, {z3.Said}", limits ?? DefaultLimits));
    }

    /// <summary>Decides whether an output of a combinational module can be 1, for any inputs and for any value of an undefined bit.</summary>
    /// <param name="folder">A folder of our own: holds the sources.</param>
    /// <param name="top">The module.</param>
    /// <param name="output">A one-bit output.</param>
    /// <param name="sources">File names in the folder, chosen by us: yosys reads its script from one argument.</param>
    /// <param name="ports">Ports whose values to report.</param>
    /// <param name="cancellation">Kills the programs.</param>
    public FormalResult CanBeOne(
        string folder, string top, string output, IReadOnlyList<string> sources, IReadOnlyList<string> ports, CancellationToken cancellation)
    {
        // setundef: an undefined bit is free, so a module that leaves one undefined cannot be proved equal to anything.
        string script = $"read_verilog {string.Join(' ', sources)}; hierarchy -check -top {top}; proc; flatten; setundef -undriven -anyseq; "
            + "setundef -anyseq; opt -full; write_smt2 -wires problem.smt2";
        ToolResult yosys = ToolRunner.Run(_yosys, ["-q", "-p", script], folder, _limits, cancellation);
        if (!yosys.Succeeded)
        {
            return FormalResult.Failed($"yosys does not read the Verilog: {yosys.Problem}");
        }

        string problem = File.ReadAllText(Path.Combine(folder, "problem.smt2"))
            + $"(declare-fun s () |{top}_s|)\n(assert (|{top}_h| s))\n(assert (|{top}_u| s))\n(assert (|{top}_n {output}| s))\n(check-sat)\n";
        ToolResult decision = Solve(folder, problem, cancellation);
        switch (decision.Succeeded ? decision.Output.Trim() : "")
        {
            case "unsat":
                return FormalResult.Never;
            case "sat":
                ToolResult model = Solve(folder, problem + $"(get-value ({string.Join(' ', ports.Select(port => $"(|{top}_n {port}| s)"))}))\n", cancellation);
                return new FormalResult(null, ReadValues(model.Output, ports));
            default:
                return FormalResult.Failed($"z3 does not decide it: {(decision.Succeeded ? decision.Output.Trim() : decision.Problem)}");
        }
    }

    private static List<(string Port, BigInteger Bits)> ReadValues(string model, IReadOnlyList<string> ports) =>
        [.. ModelValue().Matches(model).Zip(ports, (match, port) => (port, Parse(match.Value)))];

    // Hexadecimal #x where the width allows it, binary #b else.
    private static BigInteger Parse(string value) => value[1] == 'x'
        ? BigInteger.Parse("0" + value[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : value[2..].Aggregate(BigInteger.Zero, (bits, digit) => (bits << 1) | (digit - '0'));

    private ToolResult Solve(string folder, string problem, CancellationToken cancellation)
    {
        File.WriteAllText(Path.Combine(folder, "question.smt2"), problem);
        return ToolRunner.Run(_z3, ["question.smt2"], folder, _limits, cancellation);
    }

    [GeneratedRegex("#x[0-9a-f]+|#b[01]+")]
    private static partial Regex ModelValue();
}

/// <summary>Whether an output can be 1.</summary>
/// <param name="Problem">Why it was not decided, or null.</param>
/// <param name="Values">Null where it never is; else the ports of one case where it is.</param>
internal sealed record FormalResult(string? Problem, IReadOnlyList<(string Port, BigInteger Bits)>? Values)
{
    public static FormalResult Never { get; } = new(null, null);

    public static FormalResult Failed(string problem) => new(problem, null);
}
