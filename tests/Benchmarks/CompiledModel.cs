using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Benchmarks;

/// <summary>A model of one input and one output, compiled in memory and checked against the reference interpreter.</summary>
internal sealed class CompiledModel
{
    private readonly CompiledRunner _compiled;
    private readonly IModelRunner _runner;
    private readonly ReadOnlyMemory<byte>[] _input;
    private readonly Memory<byte>[] _output;
    private readonly byte[] _batchOutput;

    private CompiledModel(CompiledRunner compiled, SampleBatch samples, long compileTime)
    {
        _compiled = compiled;
        _runner = compiled.Create();
        Samples = samples;
        _input = [samples.Sample(0, 0)];
        _output = [new byte[_runner.Outputs[0].ByteCount]];
        _batchOutput = new byte[samples.Count * _output[0].Length];
        CompileTime = compileTime;
        FirstRunTime = Clock.Thread.Time(Run);
    }

    /// <summary>Inputs on which it was checked.</summary>
    public SampleBatch Samples { get; }

    /// <summary>With the reference interpreter: no model is built that differs.</summary>
    public Agreement Agreement => new(0, (long)Samples.Count * _output[0].Length);

    /// <summary>Nanoseconds from the plan to the loaded class, of all threads: emitting and Roslyn.</summary>
    public long CompileTime { get; }

    /// <summary>Nanoseconds of the first run, in which the JIT compiles.</summary>
    public long FirstRunTime { get; }

    /// <summary>A plan with one strategy for all layers, or with those that the compiler chooses.</summary>
    public static ExecutionPlan Plan(Network network, OperatorPair operators, string? strategy = null) =>
        ExecutionPlanner.Plan(network, new PlanOptions(
            "Benchmarked", "QMacVerify.Benchmarks.Generated", new OperatorAssignment(operators),
            strategy is null
                ? EquatableArray<StrategyRequest>.Empty
                : network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, strategy)).ToEquatableArray()));

    /// <summary>Compiles a plan and checks it on one random input.</summary>
    /// <exception cref="InvalidOperationException">The output is not that of the reference interpreter.</exception>
    public static CompiledModel Build(Network network, ExecutionPlan plan) =>
        Build(network, plan, ReferenceOutputs.OfRandom(network, plan.Operators, count: 1));

    /// <summary>Compiles a plan and checks it on samples.</summary>
    /// <exception cref="InvalidOperationException">An output is not that of the reference interpreter.</exception>
    public static CompiledModel Build(Network network, ExecutionPlan plan, ReferenceOutputs expected)
    {
        CompiledRunner? compiled = null;
        long compileTime = Clock.Process.Time(() => compiled = InMemoryCompiler.Compile(plan));
        CompiledModel candidate = new(compiled!, expected.Samples, compileTime);
        byte[] outputs = [.. expected.Outputs.SelectMany(output => output)];
        candidate.RunBatch(expected.Samples.Count);
        return candidate._batchOutput.AsSpan(0, outputs.Length).SequenceEqual(outputs)
            ? candidate
            : throw new InvalidOperationException($"{network.Graph.Name} with {plan.Operators.Default} differs from the reference");
    }

    /// <summary>Another instance, for another thread.</summary>
    public IModelRunner Create() => _compiled.Create();

    /// <summary>One run on the first sample.</summary>
    public void Run() => _runner.Run(_input, _output);

    /// <summary>The first samples, as many at once as the model takes.</summary>
    public void RunBatch(int count)
    {
        int bytes = _output[0].Length;
        for (int first = 0; first < count; first += _runner.BatchSize)
        {
            int samples = Math.Min(_runner.BatchSize, count - first);
            _runner.Run(samples, [Samples.Sample(0, first, samples)], [_batchOutput.AsMemory(first * bytes, samples * bytes)]);
        }
    }
}

/// <summary>Samples of a model of one input and one output, with what the reference interpreter makes of them.</summary>
/// <param name="Samples">The samples.</param>
/// <param name="Outputs">Bytes of the output of each.</param>
internal sealed record ReferenceOutputs(SampleBatch Samples, IReadOnlyList<byte[]> Outputs)
{
    public static ReferenceOutputs Of(Network network, OperatorAssignment operators, SampleBatch samples)
    {
        ReferenceEngine engine = new(network, operators);
        return new ReferenceOutputs(samples, [.. Enumerable.Range(0, samples.Count).Select(sample =>
        {
            byte[] output = new byte[engine.Outputs[0].ByteCount];
            engine.Run([samples.Sample(0, sample)], [output]);
            return output;
        })]);
    }

    public static ReferenceOutputs OfRandom(Network network, OperatorAssignment operators, int count) =>
        Of(network, operators, SampleBatch.Random(new ReferenceEngine(network, operators).Inputs, count, seed: 1));
}
