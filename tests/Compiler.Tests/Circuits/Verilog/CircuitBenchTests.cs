using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Verilog;

public class CircuitBenchTests
{
    [Fact]
    public void Text_Combinational_MatchesSnapshot() => Snapshot.Verify(CircuitBench.Text(Circuit([], null), 131_072), "Combinational", "v");

    [Fact]
    public void Text_ClockedWithResetAndParameters_MatchesSnapshot() => Snapshot.Verify(
        CircuitBench.Text(Circuit([("DROP", 2), ("ROWS", -1)], new CircuitClock("clk_i", 3, "rst_ni", ResetIsLow: true)), 196_611), "Clocked", "v");

    private static VerilogCircuit Circuit((string Name, int Value)[] parameters, CircuitClock? clock) =>
        new("mul.v", VerilogSource.Read("mul.v", ""), null, "mul8s", parameters, new CircuitPorts("A", "B", "O", clock));
}
