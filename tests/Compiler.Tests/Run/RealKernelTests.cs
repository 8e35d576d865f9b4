using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Networks with real functions and with the arithmetic of XNNPACK, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class RealKernelTests
{
    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomRealNetwork_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, 2 * Networks).Select(seed => (TinyQLinearGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomFunctionsOfLayers_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyRealGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomXnnpackNetwork_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, 2 * Networks).Select(seed => (TinyXnnpackGraphs.Network(seed, padding), Operators(seed))), strategy: null);
}
