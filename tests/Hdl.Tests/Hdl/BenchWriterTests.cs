using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

public class BenchWriterTests
{
    private static readonly OperatorPair Operators = new(new TruncatedMultiplier(2), new ExactAdder());

    [Fact]
    public void Layer_TruncatedMultiplier_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.Layer(SyntheticLayer.Of(Operators)), "Layer", "v");

    [Fact]
    public void MultiplierTable_Truncated_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.MultiplierTable(Operators.Multiplier), "MultiplierTable", "v");

    [Fact]
    public void AdderVectors_Exact_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.AdderVectors(Operators.Adder, 5256), "AdderVectors", "v");

    [Fact]
    public void MultiplierWrapper_ModuleWithParameter_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.MultiplierWrapper(Operators.Multiplier), "MultiplierWrapper", "v");

    [Fact]
    public void AdderWrapper_ModuleWithoutParameter_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.AdderWrapper(Operators.Adder), "AdderWrapper", "v");

    [Fact]
    public void MultiplierTables_TwoForms_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.MultiplierTables([new BrokenArrayMultiplier(1, 3), new MitchellMultiplier()]), "MultiplierTables", "v");

    [Fact]
    public void MacMiter_TwoPairs_MatchesSnapshot() => Snapshot.Verify(
        BenchWriter.MacMiter(Operators, new OperatorPair(new MitchellMultiplier(), new LowerPartOrAdder(4)), 16), "MacMiter", "v");

    [Fact]
    public void LayerReadme_TruncatedMultiplier_MatchesSnapshot() =>
        Snapshot.Verify(BenchWriter.LayerReadme(SyntheticLayer.Of(Operators)), "LayerReadme", "md");

    [Theory]
    [InlineData("conv\nendmodule")]
    [InlineData("conv\r`include \"x\"")]
    [InlineData("conv\u2028{{Layer}}")]
    public void Layer_HostileName_StaysInItsComment(string name)
    {
        string expected = BenchWriter.Layer(SyntheticLayer.Of(Operators));
        string actual = BenchWriter.Layer(SyntheticLayer.Of(Operators, name));
        Assert.Equal(expected.Split('\n')[1..], actual.Split('\n')[1..]);
        Assert.Matches(@"^// Layer [A-Za-z0-9_.-]+: ", actual);
    }
}
