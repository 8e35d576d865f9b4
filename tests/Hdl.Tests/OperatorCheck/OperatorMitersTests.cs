using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class OperatorMitersTests
{
    private static readonly LowerPartOrAdder Adder = new(4);

    [Fact]
    public void Formula_LowerPartOr_MatchesSnapshot() => Snapshot.Verify(OperatorMiters.Formula(Adder), "Formula", "v");

    [Fact]
    public void Order_LowerPartOr_MatchesSnapshot() => Snapshot.Verify(OperatorMiters.Order(Adder), "Order", "v");

    [Fact]
    public void ChainAndTree_TwoPairs_MatchesSnapshot() => Snapshot.Verify(
        OperatorMiters.ChainAndTree(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()), new OperatorPair(new MitchellMultiplier(), Adder), 16),
        "ChainAndTree",
        "v");
}
