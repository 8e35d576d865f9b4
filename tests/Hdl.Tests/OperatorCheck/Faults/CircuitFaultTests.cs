using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck.Faults;

public class CircuitFaultTests
{
    private const string Healthy = "module mul_trunc_s8; endmodule\n";

    [Fact]
    public void Source_StuckBit_MatchesSnapshot()
    {
        CircuitFault fault = new("trunc:2 with bit 15 stuck at 0", new TruncatedMultiplier(2).Verilog!, OperatorPorts.Multiplier) { Value = "healthy & ~16'h8000" };

        Snapshot.Verify(fault.Source(new TruncatedMultiplier(2).Verilog!, Healthy), "StuckBit", "v");
    }

    [Fact]
    public void Source_ExchangedOperands_MatchesSnapshot()
    {
        CircuitFault fault = new("bam:h=1,v=3 with its operands exchanged", new BrokenArrayMultiplier(1, 3).Verilog!, OperatorPorts.Multiplier) { IsSwapped = true };

        Snapshot.Verify(fault.Source(new VerilogModule("mul_faulty"), "module mul_bam_s8; endmodule\n"), "ExchangedOperands", "v");
    }
}
