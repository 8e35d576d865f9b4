using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Centred operands, whose activations have nine bits, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class CentredKernelTests
{
    [Theory]
    [InlineData("loops", PaddingRule.Multiply)]
    [InlineData("loops", PaddingRule.Skip)]
    [InlineData("unrolled", PaddingRule.Multiply)]
    public void Kernel_CentredOperands_EqualsReference(string strategy, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => ((seed % 2 == 0 ? TinyGraphs.RandomQuantization(seed, padding) : TinyGraphs.RandomLayer(seed, padding)).Centred(), CentredOperators(seed))), strategy);

    [Theory]
    [InlineData("high")]
    [InlineData("lanes")]
    [InlineData("rank")]
    [InlineData("rows")]
    public void Kernel_RandomWideLayer_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            TinyGraphs.RandomWideLayer(seed, seed % 2 == 0 ? PaddingRule.Skip : PaddingRule.Multiply).Centred(),
            new OperatorAssignment(strategy is "rank" or "rows" ? new OperatorPair(new TruncatedMultiplier(0), new TruncatedAdder(0)) : WideOperators(strategy, seed)))),
        strategy);

    [Fact]
    public void Network_CentredOperandsOnExactCircuits_EqualsRawOnes()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 4, (ulong)seed);
            Assert.Equal(
                Outputs(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples),
                Outputs(() => new ReferenceEngine(network.Centred(), OperatorAssignment.Exact), samples));
        }
    }

    [Fact]
    public void Plan_CentredOperandsBeyondACircuit_NamesTheLayer()
    {
        Network network = TinyGraphs.Network(1).Centred();
        OperatorAssignment drum = new(new OperatorPair(new DrumMultiplier(4), new ExactAdder()));

        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => Plan(network, drum, null, "Drum"));

        Assert.Matches("centred activations of layer \"[a-z0-9_]+\" are -?\\d+ to \\d+, but drum:4 takes -128 to 127", refusal.Message);
    }
}
