using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Depthwise layers wide enough for vectors, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class DepthwiseKernelTests
{
    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernel_RandomWideDepthwise_EqualsReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomWideDepthwise(seed, padding), new OperatorAssignment(OperatorPair.Exact))), "depthwise");

    [Theory]
    [InlineData("high", PaddingRule.Multiply)]
    [InlineData("lanes", PaddingRule.Skip)]
    [InlineData("rank", PaddingRule.Multiply)]
    [InlineData("rank", PaddingRule.Skip)]
    public void Kernel_RandomWideDepthwiseOnCircuits_EqualsReference(string arithmetic, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            seed % 4 == 1 && arithmetic != "rank" ? TinyGraphs.RandomWideDepthwise(seed, padding).Centred() : TinyGraphs.RandomWideDepthwise(seed, padding),
            new OperatorAssignment(WideOperators(arithmetic, seed)))),
        "depthwise");
}
