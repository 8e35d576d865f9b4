using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Generators.Circuits;
using QMacVerify.Hdl.Tests.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.LayerBenches;

public class LayerBenchTextTests
{
    private static readonly OperatorPair Operators = new(new TruncatedMultiplier(2), new ExactAdder());

    [Fact]
    public void Bench_TruncatedMultiplier_MatchesSnapshot() =>
        Snapshot.Verify(LayerBenchText.Bench(SyntheticLayer.Of(Operators)), "Bench", "v");

    [Fact]
    public void Bench_Table_NamesItInItsFirstLineAlone()
    {
        string[] expected = LayerBenchText.Bench(SyntheticLayer.Of(Operators)).Split('\n');
        string[] actual = LayerBenchText.Bench(SyntheticLayer.Of(Operators with { Multiplier = ScrambledMultiplier.Table() })).Split('\n');
        Assert.Equal(expected[1..], actual[1..]);
        Assert.Equal($"// Layer conv1: amul {ScrambledMultiplier.Table()}, aadd exact; 12 accumulators of 160 taps in all.", actual[0]);
    }

    [Fact]
    public void Readme_TruncatedMultiplier_MatchesSnapshot() =>
        Snapshot.Verify(LayerBenchText.Readme(SyntheticLayer.Of(Operators), null), "Readme", "md");

    [Theory]
    [InlineData("conv\nendmodule")]
    [InlineData("conv\r`include \"x\"")]
    [InlineData("conv\u2028{{Layer}}")]
    public void Bench_HostileName_StaysInItsComment(string name)
    {
        string expected = LayerBenchText.Bench(SyntheticLayer.Of(Operators));
        string actual = LayerBenchText.Bench(SyntheticLayer.Of(Operators, name));
        Assert.Equal(expected.Split('\n')[1..], actual.Split('\n')[1..]);
        Assert.Matches(@"^// Layer [A-Za-z0-9_.-]+: ", actual);
    }
}
