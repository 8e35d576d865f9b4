using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Circuits;

public sealed class OperatorAssignmentTests
{
    private static readonly OperatorPair Truncated = new(new TruncatedMultiplier(2), new ExactAdder());
    private static readonly OperatorAssignment Mixed = new(
        OperatorPair.Exact, EquatableArray.Of(new LayerOperators("fc", Truncated)));

    [Fact]
    public void Override_Nothing_IsTheSameInstance() => Assert.Same(Mixed, Mixed.Override(null, null));

    [Fact]
    public void Override_Multiplier_KeepsEachLayersAdder()
    {
        OperatorAssignment mixed = new(OperatorPair.Exact, EquatableArray.Of(new LayerOperators("fc", Truncated with { Adder = new TruncatedAdder(1) })));
        OperatorAssignment result = mixed.Override(new TruncatedMultiplier(3), null);

        Assert.Equal(new OperatorPair(new TruncatedMultiplier(3), new ExactAdder()), result.For("conv"));
        Assert.Equal(new OperatorPair(new TruncatedMultiplier(3), new TruncatedAdder(1)), result.For("fc"));
    }

    [Fact]
    public void Override_Adder_KeepsEachLayersMultiplier()
    {
        OperatorAssignment result = Mixed.Override(null, new TruncatedAdder(4));

        Assert.Equal(new OperatorPair(new ExactMultiplier(), new TruncatedAdder(4)), result.For("conv"));
        Assert.Equal(new OperatorPair(new TruncatedMultiplier(2), new TruncatedAdder(4)), result.For("fc"));
    }

    [Fact]
    public void Override_LayersThatBecomeTheDefault_AreNoExceptionsAnyMore()
    {
        Assert.Equal(new OperatorAssignment(Truncated), Mixed.Override(new TruncatedMultiplier(2), null));
        Assert.Equal(OperatorAssignment.Exact, Mixed.Override(new ExactMultiplier(), new ExactAdder()));
    }
}
