using QMacVerify.Compiler.Bounds.Deviation.Rules;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary>Every row of the table of operations has all its parts: what is missing fails here, by name.</summary>
public class OpCoverageTests
{
    [Fact]
    public void EveryOp_HasABoundRule() => Assert.Equal(OpTable.Names.Order(StringComparer.Ordinal), BoundRules.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void EveryOp_HasARuleOfDifferences() => Assert.Equal(OpTable.Names.Order(StringComparer.Ordinal), DifferenceRules.Names.Order(StringComparer.Ordinal));

    [Fact]
    public void EveryOp_OccursInTheTinyNetworks() => Assert.Equal(
        OpTable.Names.Order(StringComparer.Ordinal),
        TinyGraphs.EveryOperation().SelectMany(network => network.Graph.Nodes).Select(node => node.Op).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void EveryOp_HasAReferenceAndAKernel()
    {
        foreach (Network network in TinyGraphs.EveryOperation())
        {
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 1, 0);
            Assert.NotEmpty(BatchRunner.Run(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples));
            foreach (Kernel kernel in PlannedNetwork.Of(network, OperatorPair.Exact).Plan.Kernels)
            {
                // A reshape needs no code: its output is its input.
                Assert.Equal(kernel.Node is Generators.Graph.Ops.Reshape, ModelEmitter.EmitKernel(kernel).Length == 0);
            }
        }
    }

    [Fact]
    public void EveryOp_ReadsBackWhatItWrites()
    {
        foreach (Network network in TinyGraphs.EveryOperation())
        {
            Assert.Equal(network.Graph, network.Reread().Graph);
        }
    }
}
