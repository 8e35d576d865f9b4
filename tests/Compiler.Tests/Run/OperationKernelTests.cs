using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Operations beside layers of products, and products of two tensors, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class OperationKernelTests
{
    [Fact]
    public void Kernel_ProductOfTwoTensors_EqualsReference() => AssertKernelsEqualReference(
        [
            .. Enumerable.Range(0, Layers).Select(seed => (TinyProductGraphs.RandomProduct(seed), Operators(seed))),
            .. Enumerable.Range(0, Layers).Select(seed => (TinyProductGraphs.RandomProduct(seed), new OperatorAssignment(OperatorPair.Exact))),
            .. Enumerable.Range(0, Layers).Select(seed => (TinyProductGraphs.RandomProduct(seed).Centred(), CentredOperators(seed))),
            .. Enumerable.Range(0, Networks).Select(seed => (TinyProductGraphs.Network(seed), Operators(seed))),
        ],
        strategy: null);

    [Fact]
    public void Kernels_Operations_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.Operations(seed), Operators(seed))), strategy: null);

    [Fact]
    public void Kernels_RandomWideElementwise_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyWideGraphs.Elementwise(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernels_RandomWideChannels_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyWideGraphs.Channels(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernels_RandomCopies_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyWideGraphs.Copies(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernels_ElementwiseOnAllPairsOfCodes_EqualReference()
    {
        byte[] first = [.. Enumerable.Range(0, 65536).Select(pair => (byte)(pair >> 8))];
        byte[] second = [.. Enumerable.Range(0, 65536).Select(pair => (byte)pair)];
        List<ExecutionPlan> plans = [.. Enumerable.Range(0, Networks / 2).Select(seed =>
            Plan(TinyWideGraphs.ElementwisePairs(seed), new OperatorAssignment(OperatorPair.Exact), null, $"Pairs{seed}"))];
        IReadOnlyList<CompiledRunner> runners = InMemoryCompiler.Compile([.. plans]);
        for (int seed = 0; seed < plans.Count; seed++)
        {
            Assert.All(plans[seed].Kernels, kernel => Assert.Equal("vector", kernel.Strategy));
            EquatableArray<int> shape = plans[seed].Graph.Tensor(plans[seed].Graph.Inputs[0]).Shape;
            SampleBatch pairs = new(1, [new(Runtime.ElementType.Int8, SampleShape.Batch([.. shape], 1), first), new(Runtime.ElementType.Int8, SampleShape.Batch([.. shape], 1), second)]);
            Assert.Equal(Outputs(() => new ReferenceEngine(TinyWideGraphs.ElementwisePairs(seed), OperatorAssignment.Exact), pairs), Outputs(runners[seed].Create, pairs));
        }
    }

    /// <summary>One input is returned as it is, and nothing is computed.</summary>
    [Fact]
    public void Kernels_NoNodes_EqualReference()
    {
        TinyGraphBuilder builder = new("none", new SplitMix64(1));
        builder.Input([1, 3]);
        int returned = builder.Input([2, 5]);
        Network network = builder.Build([returned]);
        IModelRunner runner = CompiledKernels.Of(Plan(network, new OperatorAssignment(OperatorPair.Exact), null, "Nothing")).Create();
        SampleBatch samples = SampleBatch.Random(runner.Inputs, 3, 1);

        Assert.Equal(Outputs(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples), Outputs(() => runner, samples));
    }

    [Fact]
    public void Kernels_Boundaries_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyGraphs.Boundaries(seed), Operators(seed))), strategy: null);
}
