using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class AdderBenchTests
{
    [Fact]
    public void Vectors_Exact_MatchesSnapshot() =>
        Snapshot.Verify(AdderBench.Vectors(new ExactAdder(), 5256), "Vectors", "v");

    [Fact]
    public void VectorsOfSeveral_TwoForms_MatchesSnapshot() =>
        Snapshot.Verify(AdderBench.VectorsOfSeveral([new ExactAdder(), new LowerPartOrAdder(4)], 5256), "VectorsOfSeveral", "v");
}
