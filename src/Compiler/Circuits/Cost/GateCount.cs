using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>What synthesis counts.</summary>
/// <param name="Gates">Of at most two inputs, and multiplexers.</param>
/// <param name="GateLevels">On the longest path.</param>
/// <param name="Luts">Lookup tables of four inputs.</param>
/// <param name="LutLevels">On the longest path.</param>
internal sealed partial record GateCount(int Gates, int GateLevels, int Luts, int LutLevels)
{
    private static readonly string[] Reports = ["gates.txt", "gate_levels.txt", "luts.txt", "lut_levels.txt"];

    /// <summary>Synthesizes with yosys, into gates and into lookup tables of no vendor.</summary>
    /// <exception cref="InputException">The circuit cannot be synthesized.</exception>
    public static GateCount Of(SynthesisInput input, Yosys yosys, CancellationToken cancellation)
    {
        string[] passes =
        [
            $"synth -flatten -top {input.Top}",
            "abc -g AND,OR,XOR,NAND,NOR,XNOR,MUX",
            "opt_clean",
            "tee -q -o gates.txt stat",
            "tee -q -o gate_levels.txt ltp -noff",
            "abc -lut 4",
            "opt_clean",
            "tee -q -o luts.txt stat",
            "tee -q -o lut_levels.txt ltp -noff",
        ];
        (ToolResult end, IReadOnlyList<string> reports) = yosys.Run(input, passes, Reports, cancellation);
        return end.Succeeded
            ? new GateCount(Read(reports[0], Cells()), Read(reports[1], Length()), Read(reports[2], Cells()), Read(reports[3], Length()))
            : throw new InputException($"yosys cannot synthesize {input.Top}: {end.Problem}");
    }

    private static int Read(string report, Regex pattern) =>
        pattern.Match(report) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    // "Number of cells: 410", and since 0.50 "410 cells".
    [GeneratedRegex(@"(?<=Number of cells:\s+|^\s*(?=\d+ cells$))(\d+)", RegexOptions.Multiline)]
    private static partial Regex Cells();

    [GeneratedRegex(@"length=(\d+)")]
    private static partial Regex Length();
}
