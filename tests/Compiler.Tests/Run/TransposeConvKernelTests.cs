using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Transposed convolutions, transposes, and images of one row, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class TransposeConvKernelTests
{
    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernel_TransposeConv_EqualsReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            TinyGraphs.RandomTransposeConv(seed, padding, new TinyParameters { WeightZeroPoint = seed % 3 == 0 ? channel => channel + 7 : null }),
            Operators(seed))),
        strategy: null);

    [Fact]
    public void Kernel_TransposeConvOnExactCircuits_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            TinyGraphs.RandomTransposeConv(seed, PaddingRule.Multiply, new TinyParameters { WeightZeroPoint = seed % 3 == 0 ? channel => channel + 7 : null }),
            new OperatorAssignment(OperatorPair.Exact))),
        strategy: "direct");

    [Theory]
    [InlineData("high")]
    [InlineData("lanes")]
    [InlineData("rank")]
    [InlineData("rows")]
    public void Kernel_TransposeConvOnCircuits_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            seed % 4 == 1 && strategy is "high" or "lanes" ? TinyGraphs.RandomWideTransposeConv(seed).Centred() : TinyGraphs.RandomWideTransposeConv(seed),
            new OperatorAssignment(WideOperators(strategy, seed)))),
        strategy);

    [Fact]
    public void Kernel_Transpose_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomWideTranspose(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernel_ImageOfOneRowOnExactCircuits_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomRow(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: "direct");
}
