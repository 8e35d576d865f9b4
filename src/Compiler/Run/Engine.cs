using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Emit;
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
    /// <summary>The engine that was asked for; else the compiled one if there is a build of it or the samples are worth one, else the interpreter.</summary>
    /// <param name="planned">The model and its plan.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="samples">Samples to compute.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static Engine Choose(PlannedNetwork planned, RunSettings settings, int samples, CancellationToken cancellation)
    {
        if (settings.Engine == EngineKind.Reference)
        {
            return Reference(planned);
        }

        EmittedClass source = ModelEmitter.EmitClass(planned.Plan);
        return settings.Engine is null && InMemoryCompiler.Find(source, settings.Cache) is CompiledRunner built ? Compiled(built)
            : settings.Engine is null && !BreakEven.PaysToCompile(planned.Network.Graph, source, samples) ? Reference(planned)
            : Compiled(InMemoryCompiler.Compile(source, settings.Cache, cancellation));
    }

    private static Engine Compiled(CompiledRunner runner) => new(EngineKind.Compiled, runner.Create);

    private static Engine Reference(PlannedNetwork planned) => new(EngineKind.Reference, () => new ReferenceEngine(planned.Network, planned.Plan.Operators));
}
