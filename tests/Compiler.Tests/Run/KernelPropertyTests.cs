using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Emitted kernels against the reference interpreter, on random models, operators, strategies and inputs; the classes beside it do so for single families of kernels, and run in parallel.</summary>
[Trait("Category", "Slow")]
public class KernelPropertyTests
{
    [Theory]
    [InlineData("loops", PaddingRule.Multiply)]
    [InlineData("loops", PaddingRule.Skip)]
    [InlineData("unrolled", PaddingRule.Multiply)]
    [InlineData("unrolled", PaddingRule.Skip)]
    public void Kernel_RandomLayer_EqualsReference(string strategy, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomLayer(seed, padding), Operators(seed))), strategy);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernel_RandomQuantization_EqualsReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomQuantization(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomNetwork_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Fact]
    public void Network_DropZero_EqualsExact()
    {
        OperatorAssignment dropZero = new(new OperatorPair(new TruncatedMultiplier(0), new TruncatedAdder(0)));
        for (int seed = 0; seed < 10; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, dropZero).Inputs, 4, (ulong)seed);
            Assert.Equal(
                Outputs(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples),
                Outputs(CompiledKernels.Of(Plan(network, dropZero, null, "DropZero")).Create, samples));
        }
    }

    [Fact]
    public void Run_Batch_EqualsSingleRuns()
    {
        Network network = TinyGraphs.Network(3);
        Func<IModelRunner> create = CompiledKernels.Of(Plan(network, Operators(5), null, "Batch")).Create;
        SampleBatch samples = SampleBatch.Random(create().Inputs, 9, 7);
        byte[] whole = Outputs(create, samples);
        int length = whole.Length / samples.Count;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            SampleBatch single = new(1, [new(samples.Inputs[0].Type, SampleShape.Batch(create().Inputs[0].Shape, 1), samples.Sample(0, sample).ToArray())]);
            Assert.Equal(whole[(sample * length)..((sample + 1) * length)], Outputs(create, single));
        }
    }

    [Fact]
    public void Run_AnyBatchAndThreads_EqualsReference()
    {
        List<(Network Model, ExecutionPlan Plan)> planned = [];
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = seed % 3 == 0 ? TinyGraphs.Boundaries(seed) : seed % 3 == 1 ? TinyQLinearGraphs.Network(seed, PaddingRule.Skip) : seed % 2 == 0 ? TinyRealGraphs.Network(seed) : TinyGraphs.Network(seed);
            OperatorAssignment operators = new(new OperatorPair(new MitchellMultiplier(), new ExactAdder()));
            string className = $"Batched{seed}";
            StrategyRequest[] rows =
            [
                .. network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, RowsKernel.Name)).Where(request => CanPlan(network, operators, request)),
            ];
            if (rows.Length > 0)
            {
                planned.Add((network, ExecutionPlanner.Plan(network, new PlanOptions(className, "Test", operators, rows.ToEquatableArray()))));
            }
        }

        Assert.True(planned.Count(plan => plan.Plan.BatchSize > 1) >= 6);
        IReadOnlyList<CompiledRunner> runners = InMemoryCompiler.Compile([.. planned.Select(p => p.Plan)]);
        for (int i = 0; i < planned.Count; i++)
        {
            (Network network, ExecutionPlan plan) = planned[i];
            foreach ((int count, int threads) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 1), (37, 1), (37, 2), (37, 3), (40, 8)])
            {
                SampleBatch samples = SampleBatch.Random(runners[i].Create().Inputs, count, (ulong)i);
                byte[] expected = Outputs(() => new ReferenceEngine(network, plan.Operators), samples);
                byte[] actual = [.. BatchRunner.Run(runners[i].Create, samples, threads: threads).SelectMany(output => output.Data.ToArray())];
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{plan.ClassName} differs with {count} samples on {threads} threads");
            }
        }
    }

    private static bool CanPlan(Network network, OperatorAssignment operators, StrategyRequest request)
    {
        try
        {
            return ExecutionPlanner.Plan(network, new PlanOptions("Tried", "Test", operators, EquatableArray.Of(request))).BatchSize >= 1;
        }
        catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
        {
            return false;
        }
    }
}
