using QMacVerify.Compiler.Build;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Run;

/// <summary>How a model is run.</summary>
internal enum EngineKind
{
    /// <summary>Emitted, compiled in memory.</summary>
    Compiled,

    /// <summary>The plain reference interpreter.</summary>
    Reference,
}

/// <summary>Makes the engine that a command asks for.</summary>
internal static class Engines
{
    /// <summary>A factory of runners, one per thread.</summary>
    /// <param name="model">The model.</param>
    /// <param name="plan">Its plan: operators, and for the compiled engine the kernels.</param>
    /// <param name="kind">Which engine.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static Func<IModelRunner> Create(Model model, ExecutionPlan plan, EngineKind kind, CancellationToken cancellation) =>
        kind == EngineKind.Reference
            ? () => new ReferenceEngine(model, plan.Operators)
            : InMemoryCompiler.Compile(plan, cancellation: cancellation).Create;
}
