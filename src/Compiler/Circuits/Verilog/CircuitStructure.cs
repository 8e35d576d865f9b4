using QMacVerify.Compiler.Hdl;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Looks with yosys for what a circuit could remember with: a simulation tries many orders of the operands, but not all.</summary>
internal static class CircuitStructure
{
    private const int Shown = 3;

    private static readonly string[] Reports = ["latches.txt", "registers.txt", "loops.txt"];

    private static readonly string[] Passes =
    [
        "proc",
        "flatten",
        "opt_clean -purge",
        "opt",
        "opt_clean -purge",
        "tee -q -o latches.txt select -list t:$*latch* t:$sr",
        "tee -q -o registers.txt select -list t:$*dff* t:$ff t:$memwr*",

        // Loops are loops of single bits: the carries of a word lead to each other and are none.
        "techmap",
        "opt_clean -purge",
        "tee -q -o loops.txt scc",
    ];

    /// <summary>Refuses a circuit with latches or loops, and one with registers that no clock was named for.</summary>
    /// <returns>What was found, as a clause.</returns>
    /// <exception cref="InputException">It could remember.</exception>
    public static string Require(VerilogCircuit circuit, CancellationToken cancellation)
    {
        if (Yosys.Find() is not Yosys yosys)
        {
            return "its structure is not checked: yosys is not on PATH";
        }

        (ToolResult end, IReadOnlyList<string> reports) = yosys.Run(circuit.ForSynthesis, Passes, Reports, cancellation);
        if (!end.Succeeded)
        {
            return $"its structure is not checked: yosys does not read it: {end.Problem}";
        }

        string[] loops = Lines(reports[2], "Found an SCC: ");
        Refuse(circuit, Lines(reports[0], ""), "latch", "latches");
        Refuse(circuit, loops, "loop", "loops");
        if (circuit.Ports.Clock is null)
        {
            Refuse(circuit, Lines(reports[1], ""), "register without clk=", "registers without clk=");
        }

        return $"yosys finds no latch, no loop{(circuit.Ports.Clock is null ? " and no register" : "")}";
    }

    private static string[] Lines(string report, string prefix) =>
        [.. report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith(prefix, StringComparison.Ordinal)).Select(line => line[prefix.Length..])];

    private static void Refuse(VerilogCircuit circuit, string[] cells, string one, string several)
    {
        if (cells.Length > 0)
        {
            string names = string.Join(", ", cells.Take(Shown).Select(cell => Quote(cell))) + (cells.Length > Shown ? ", ..." : "");
            throw new InputException(Invariant(
                $"{circuit.FileName} remembers: yosys finds {cells.Length} {(cells.Length == 1 ? one : several)}: {names}; the product of a multiplier depends on its operands alone"));
        }
    }
}
