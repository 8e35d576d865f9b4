using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Winograd kernels, which take few of the random layers, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class WinogradKernelTests
{
    private static readonly int Tried = 5 * Layers;

    [Theory]
    [InlineData("winograd")]
    [InlineData("winograd4x4")]
    public void Kernel_ExactCircuits_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, Tried).Select(seed => (TinyGraphs.RandomWideLayer(seed), new OperatorAssignment(OperatorPair.Exact))), strategy);

    [Theory]
    [InlineData("winograd")]
    [InlineData("winograd4x4")]
    public void Kernel_Circuits_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, Tried).Select(seed => (TinyGraphs.RandomWideLayer(seed), new OperatorAssignment(WideOperators(strategy, seed)))), strategy);

    [Theory]
    [InlineData("winograd")]
    [InlineData("winograd4x4")]
    public void Kernel_CentredOperands_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, Tried).Select(seed => (
            TinyGraphs.RandomWideLayer(seed).Centred(), new OperatorAssignment(new OperatorPair(new TruncatedMultiplier(0), new TruncatedAdder(0))))),
        strategy);
}
