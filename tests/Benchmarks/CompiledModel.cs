using System.Runtime.InteropServices;
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
    private readonly Entry _entry;
    private readonly sbyte[] _input;
    private readonly sbyte[] _output;

    private CompiledModel(CompiledRunner compiled, long compileTime)
    {
        IModelRunner runner = compiled.Create();
        _entry = compiled.Type.GetMethod("Run", [typeof(ReadOnlySpan<sbyte>), typeof(Span<sbyte>), typeof(ITensorObserver)])!
            .CreateDelegate<Entry>(runner);
        _input = MemoryMarshal.Cast<byte, sbyte>(Input(runner).Span).ToArray();
        _output = new sbyte[runner.Outputs[0].ElementCount];
        CompileTime = compileTime;
        FirstRunTime = CpuClock.Thread.Time(Run);
    }

    /// <summary>The typed entry of a generated class.</summary>
    private delegate void Entry(ReadOnlySpan<sbyte> input, Span<sbyte> output, ITensorObserver? observer);

    /// <summary>Nanoseconds from the plan to the loaded class, of all threads: emitting and Roslyn.</summary>
    public long CompileTime { get; }

    /// <summary>Nanoseconds of the first run, in which the JIT compiles.</summary>
    public long FirstRunTime { get; }

    /// <summary>A plan with one strategy for all layers, or with those that the compiler chooses.</summary>
    public static ExecutionPlan Plan(Network network, OperatorPair operators, KernelStrategy? strategy = null) =>
        ExecutionPlanner.Plan(network, new PlanOptions(
            "Benchmarked", "QMacVerify.Benchmarks.Generated", new OperatorAssignment(operators),
            strategy is null
                ? EquatableArray<StrategyRequest>.Empty
                : network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, strategy.Value.Name())).ToEquatableArray()));

    /// <summary>Compiles a plan and runs it once.</summary>
    /// <exception cref="InvalidOperationException">The output is not that of the reference interpreter.</exception>
    public static CompiledModel Build(Network network, ExecutionPlan plan)
    {
        CompiledRunner? compiled = null;
        long compileTime = CpuClock.Process.Time(() => compiled = InMemoryCompiler.Compile(plan));
        CompiledModel candidate = new(compiled!, compileTime);
        return candidate._output.AsSpan().SequenceEqual(Reference(network, plan.Operators)())
            ? candidate
            : throw new InvalidOperationException($"{network.Graph.Name} with {plan.Operators.Default} differs from the reference");
    }

    /// <summary>The reference interpreter on the same input.</summary>
    public static Func<sbyte[]> Reference(Network network, OperatorAssignment operators)
    {
        ReferenceEngine engine = new(network, operators);
        ReadOnlyMemory<byte>[] inputs = [Input(engine)];
        return () =>
        {
            byte[] output = new byte[engine.Outputs[0].ByteCount];
            engine.Run(inputs, [output]);
            return MemoryMarshal.Cast<byte, sbyte>(output).ToArray();
        };
    }

    /// <summary>One run on a fixed random input.</summary>
    public void Run() => _entry(_input, _output, null);

    private static ReadOnlyMemory<byte> Input(IModelRunner runner) => SampleBatch.Random(runner.Inputs, 1, seed: 1).Sample(0, 0);
}
