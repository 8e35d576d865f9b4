using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class MultiplierBenchTests
{
    [Fact]
    public void Table_Truncated_MatchesSnapshot() =>
        Snapshot.Verify(MultiplierBench.Table(new TruncatedMultiplier(2)), "Table", "v");

    [Fact]
    public void Tables_TwoForms_MatchesSnapshot() =>
        Snapshot.Verify(MultiplierBench.Tables([new BrokenArrayMultiplier(1, 3), new MitchellMultiplier()]), "Tables", "v");
}
