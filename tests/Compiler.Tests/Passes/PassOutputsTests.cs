using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Passes;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Passes;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Passes;

/// <summary>What passes leave is valid and computes the same.</summary>
public class PassOutputsTests
{
    private static readonly Comparer<Type> ByName = Comparer<Type>.Create((first, second) => string.CompareOrdinal(first.FullName, second.FullName));

    [Fact]
    public void Finish_NothingToSimplify_ReturnsTheSameInstance()
    {
        foreach (Network network in TinyGraphs.EveryOperation())
        {
            Assert.Same(network, ImportPasses.Finish(network));
        }
    }

    [Fact]
    public void EveryPass_IsRunAtTheEndOfAnImport() => Assert.Equal(
        new[] { typeof(INetworkPass).Assembly, typeof(ImportPasses).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(INetworkPass))).Order(ByName),
        ImportPasses.Passes.Select(pass => pass.GetType()).Order(ByName));

    /// <summary>Of a network with several outputs only the last stays.</summary>
    [Fact]
    public void DeadTensorRemoval_FewerOutputs_ThoseStayTheSame()
    {
        int dropped = 0;
        foreach (Network whole in TinyGraphs.EveryOperation())
        {
            Network network = whole with { Graph = whole.Graph with { Outputs = EquatableArray.Of(whole.Graph.Outputs[^1]) } };
            Network result = new DeadTensorRemoval().Apply(network);

            dropped += network.Graph.Nodes.Count - result.Graph.Nodes.Count;
            AssertSameOutputs(network, result.Reread());
            AssertSameOutputs(network, result.Renumbered().Reread());
        }

        Assert.True(dropped > 100, $"{dropped} nodes were dropped");
    }

    [Fact]
    public void ConstantFolding_ChainOfConstants_BecomesOneOperand()
    {
        TinyGraphBuilder builder = new("folded", new SplitMix64(1));
        int image = builder.Input([1, 4, 4, 6]);
        int joined = builder.Concat(3, builder.ConstantChannel(3, rank: 4));
        int looked = builder.Lookup(joined);
        builder.Add(image, builder.Mul(looked, joined, RequantizationKind.TfliteDouble));
        Network network = builder.Build();

        Network result = ImportPasses.Finish(network);

        GraphNode node = Assert.Single(result.Graph.Nodes);
        Assert.Equal("add", node.Op);
        Assert.Equal(node.Inputs.Skip(1), result.Parameters.Tensors);
        Assert.Equal(3, result.Graph.Tensors.Count);
        AssertSameOutputs(network, result);
        Assert.Same(result, ImportPasses.Finish(result));
    }

    /// <summary>Layers read activations only, outputs are computed, and an operation that stays may not have constants alone.</summary>
    [Fact]
    public void ConstantFolding_ResultsThatHaveToBeComputed_Stay()
    {
        TinyGraphBuilder builder = new("computed", new SplitMix64(1));
        builder.Input([1, 4]);
        int first = builder.Concat(3, builder.ConstantChannel(3, rank: 4));
        int second = builder.Concat(3, builder.ConstantChannel(3, rank: 4));
        int third = builder.Concat(3, builder.ConstantChannel(3, rank: 4));
        int product = builder.Mul(first, builder.Lookup(second), RequantizationKind.TfliteDouble);
        Network network = builder.Build([builder.FullyConnected(product, 2), third]);

        Assert.Same(network, new ConstantFolding().Apply(network));
    }

    private static void AssertSameOutputs(Network expected, Network actual)
    {
        SampleBatch samples = SampleBatch.Random(Engine(expected).Inputs, 3, 0);
        NpyArray[] results = [.. BatchRunner.Run(() => Engine(actual), samples)];
        foreach ((int i, NpyArray output) in BatchRunner.Run(() => Engine(expected), samples).Index())
        {
            NpyAssert.Equal(output, results[i], $"output {i} of {expected.Graph.Name}");
        }
    }

    private static ReferenceEngine Engine(Network network) => new(network, OperatorAssignment.Exact);
}
