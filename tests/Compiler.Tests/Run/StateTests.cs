using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Models with state: what a run leaves, the next begins with.</summary>
public class StateTests
{
    private const int Steps = 4;
    private static readonly OperatorAssignment Truncated = new(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()));

    [Fact]
    public void BothEngines_RandomStates_AreThePureFunctionStepByStep()
    {
        IReadOnlyList<Network> networks = [.. Enumerable.Range(0, 12).Select(seed => TinyGraphs.Stateful(seed))];
        IReadOnlyList<ExecutionPlan> plans = [.. networks.Select((network, i) => PlannedNetwork.Of(network, Truncated, $"Model{i}").Plan)];
        int carrying = 0;
        foreach ((Network network, CompiledRunner compiled) in networks.Zip(CompiledKernels.Of(plans)))
        {
            ReferenceEngine engine = new(network, Truncated);
            SampleBatch samples = SampleBatch.Random(engine.Inputs, 3 * Steps, 7);
            byte[] expected = [.. Enumerable.Range(0, 3).SelectMany(sequence => PureSteps(network, samples, sequence * Steps))];

            Assert.Equal(expected, BatchRunner.Run(() => engine, samples, threads: 1, steps: Steps)[0].Data);
            Assert.Equal(expected, BatchRunner.Run(compiled.Create, samples, steps: Steps)[0].Data);
            carrying += expected.AsSpan().SequenceEqual(BatchRunner.Run(compiled.Create, samples)[0].Data) ? 0 : 1;
        }

        // Some clamp everything to one code.
        Assert.InRange(carrying, networks.Count / 2, networks.Count);
    }

    [Fact]
    public void Run_BandsOfRows_FindTheState()
    {
        Network network = TinyGraphs.Stateful(1, [1, 32, 32, 16]);
        ExecutionPlan plan = RowBands.Split(PlannedNetwork.Of(network, Truncated).Plan, 2);
        Assert.Contains(plan.Kernels, kernel => kernel is BandedKernel);
        Func<IModelRunner> compiled = CompiledKernels.Of(plan).Create;
        SampleBatch samples = SampleBatch.Random(compiled().Inputs, Steps, 7);

        Assert.Equal(PureSteps(network, samples, 0), BatchRunner.Run(compiled, samples, steps: Steps)[0].Data);
    }

    [Fact]
    public void BothEngines_WithoutSteps_BeginEverySampleAnew()
    {
        Network network = TinyGraphs.Stateful(3);
        Func<IModelRunner> compiled = CompiledKernels.Of(PlannedNetwork.Of(network, Truncated).Plan).Create;
        ReferenceEngine engine = new(network, Truncated);
        SampleBatch samples = SampleBatch.Random(engine.Inputs, 5, 7);
        byte[] expected = [.. Enumerable.Range(0, 5).SelectMany(sample => PureSteps(network, samples, sample)[..engine.Outputs[0].ByteCount])];

        Assert.Equal(expected, BatchRunner.Run(() => engine, samples, threads: 1)[0].Data);
        Assert.Equal(expected, BatchRunner.Run(compiled, samples)[0].Data);
    }

    [Fact]
    public void Reset_AfterRuns_BeginsAnew()
    {
        Network network = TinyGraphs.Stateful(5);
        foreach (IModelRunner runner in (IModelRunner[])
            [new ReferenceEngine(network, Truncated), CompiledKernels.Of(PlannedNetwork.Of(network, Truncated).Plan).Create()])
        {
            byte[] input = SampleBatch.Random(runner.Inputs, 1, 7).Sample(0, 0).ToArray();
            byte[] Run()
            {
                byte[] output = new byte[runner.Outputs[0].ByteCount];
                runner.Run([input], [output]);
                return output;
            }

            byte[] first = Run();
            Assert.NotEqual(first, Run());
            runner.Reset();
            Assert.Equal(first, Run());
        }
    }

    [Fact]
    public void Bounds_OfStates_HoldEveryStep()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Network network = TinyGraphs.Stateful(seed);
            NetworkBounds bounds = IntervalAnalysis.Run(network, Truncated, InputRegion.Full);
            ReferenceEngine engine = new(network, Truncated);
            SampleBatch samples = SampleBatch.Random(engine.Inputs, 10, 7);
            BoundsObserver observer = new(bounds);
            for (int step = 0; step < samples.Count; step++)
            {
                engine.Run([samples.Sample(0, step)], [new byte[engine.Outputs[0].ByteCount]], observer);
            }

            Assert.True(observer.Seen >= 10 * network.Graph.Nodes.Count);
        }
    }

    [Fact]
    public void Bounds_OfAStateThatStays_AreItsCodes()
    {
        Network network = TinyGraphs.Stateful(2);
        StateVariable still = network.Graph.States.Single(state => state.Next == state.Current);

        Box box = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Tensors[still.Current];

        Assert.Equal(network.Parameters[still.Initial].Int8.ToArray(), box.Lower.ToArray());
        Assert.Equal(box.Lower.ToArray(), box.Upper.ToArray());
    }

    /// <summary>The outputs of some steps, from a model whose states are inputs and outputs.</summary>
    private static byte[] PureSteps(Network network, SampleBatch samples, int first)
    {
        QuantizedGraph graph = network.Graph;
        int[] results = [.. graph.Results.Distinct()];
        ReferenceEngine pure = new(
            network with
            {
                Graph = graph with
                {
                    Inputs = graph.Sources.ToEquatableArray(), Outputs = results.ToEquatableArray(), States = EquatableArray<StateVariable>.Empty,
                },
            },
            Truncated);
        ReadOnlyMemory<byte>[] states = [.. graph.States.Select(state => (ReadOnlyMemory<byte>)network.Parameters[state.Initial].Data)];
        List<byte> outputs = [];
        for (int step = first; step < Math.Min(first + Steps, samples.Count); step++)
        {
            byte[][] values = [.. pure.Outputs.Select(output => new byte[output.ByteCount])];
            pure.Run([samples.Sample(0, step), .. states], [.. values.Select(value => value.AsMemory())]);
            outputs.AddRange(values[0]);
            states = [.. graph.States.Select(state => (ReadOnlyMemory<byte>)values[Array.IndexOf(results, state.Next)])];
        }

        return [.. outputs];
    }

    /// <summary>Compares every tensor of every run with its box.</summary>
    private sealed class BoundsObserver(NetworkBounds bounds) : ITensorObserver
    {
        public int Seen { get; private set; }

        public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values)
        {
            Seen++;
            Assert.True(bounds.Tensors[tensorIndex].Contains(values));
        }
    }
}
