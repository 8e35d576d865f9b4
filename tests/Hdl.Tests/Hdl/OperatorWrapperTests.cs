using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

public class OperatorWrapperTests
{
    [Fact]
    public void Multiplier_ModuleWithParameter_MatchesSnapshot() =>
        Snapshot.Verify(OperatorWrapper.Of(new TruncatedMultiplier(2)), "Multiplier", "v");

    [Fact]
    public void Multiplier_ModuleWithTwoParameters_MatchesSnapshot() =>
        Snapshot.Verify(OperatorWrapper.Of(new BrokenArrayMultiplier(1, 3)), "TwoParameters", "v");

    [Fact]
    public void Multiplier_Table_MatchesSnapshot() =>
        Snapshot.Verify(OperatorWrapper.Of(ScrambledMultiplier.Table()), "Table", "v");

    [Fact]
    public void Adder_ModuleWithoutParameter_MatchesSnapshot() =>
        Snapshot.Verify(OperatorWrapper.Of(new ExactAdder()), "Adder", "v");
}
