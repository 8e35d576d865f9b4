using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Layers wide enough for vectors, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class WideKernelTests
{
    [Fact]
    public void Kernel_ExactCircuits_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomWideLayer(seed), new OperatorAssignment(OperatorPair.Exact))), "direct");

    [Theory]
    [InlineData("high", PaddingRule.Multiply)]
    [InlineData("high", PaddingRule.Skip)]
    [InlineData("lanes", PaddingRule.Multiply)]
    [InlineData("lanes", PaddingRule.Skip)]
    [InlineData("rank", PaddingRule.Multiply)]
    [InlineData("rank", PaddingRule.Skip)]
    [InlineData("rows", PaddingRule.Multiply)]
    [InlineData("rows", PaddingRule.Skip)]
    public void Kernel_Circuits_EqualsReference(string strategy, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomWideLayer(seed, padding), new OperatorAssignment(WideOperators(strategy, seed)))), strategy);
}
