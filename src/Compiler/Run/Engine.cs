using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Run;

/// <summary>What computes a run.</summary>
internal enum EngineKind
{
    /// <summary>Emitted, compiled in memory.</summary>
    Compiled,

    /// <summary>The plain reference interpreter.</summary>
    Reference,
}

/// <summary>What computes a run, ready to do so.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Create">Makes a runner for a thread.</param>
internal sealed record Engine(EngineKind Kind, Func<IModelRunner> Create)
{
    /// <summary>The engine that was asked for; else the compiled one if there is a build of it, or these samples with those of earlier runs are worth one; else the interpreter.</summary>
    /// <param name="planned">The model and its plan.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="samples">Samples to compute.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <param name="steps">So many of the samples one after the other.</param>
    public static Engine Choose(PlannedNetwork planned, RunSettings settings, int samples, CancellationToken cancellation, int steps = 1)
    {
        if (settings.Engine == EngineKind.Reference)
        {
            return Reference(planned);
        }

        // Threads that no sample takes compute rows of layers.
        int threadsOfSample = (settings.Threads ?? 1) / (samples / steps);
        EmittedClass source = ModelEmitter.EmitClass(threadsOfSample > 1 ? RowBands.Split(planned.Plan, threadsOfSample) : planned.Plan);
        if (settings.Engine is null && InMemoryCompiler.Find(source, settings.Cache) is CompiledRunner built)
        {
            return Compiled(built);
        }

        return settings.Engine is null && IsToInterpret(planned.Network.Graph, source, samples, settings.Cache)
            ? Reference(planned)
            : Compiled(InMemoryCompiler.Compile(source, settings.Cache, cancellation));
    }

    /// <summary>Whether all that was interpreted of a model, with these samples, costs less than compiling it.</summary>
    private static bool IsToInterpret(QuantizedGraph graph, EmittedClass source, int samples, BuildCache? cache)
    {
        double interpreting = BreakEven.Interpreting(graph, samples);
        double compiling = BreakEven.Compiling(source);
        if (cache is null || interpreting >= compiling)
        {
            return interpreting < compiling;
        }

        InterpretedWork work = new(cache);
        string key = BuildKey.Of([source], isChecked: false);
        if (work.Of(key) + interpreting >= compiling)
        {
            return false;
        }

        work.Add(key, interpreting);
        return true;
    }

    private static Engine Compiled(CompiledRunner runner) => new(EngineKind.Compiled, runner.Create);

    private static Engine Reference(PlannedNetwork planned) => new(EngineKind.Reference, () => new ReferenceEngine(planned.Network, planned.Plan.Operators));
}
