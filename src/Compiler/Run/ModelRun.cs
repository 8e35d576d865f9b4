using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Arrays;
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

/// <summary>A run of a model on samples.</summary>
/// <param name="Planned">The model and its plan.</param>
/// <param name="Engine">Which engine computed it.</param>
/// <param name="Samples">The inputs.</param>
/// <param name="Outputs">One array per output, samples first.</param>
/// <param name="Dump">Every tensor of the first sample, if asked for.</param>
internal sealed record ModelRun(
    PlannedModel Planned, EngineKind Engine, SampleBatch Samples, IReadOnlyList<NpyArray> Outputs, TensorDump? Dump)
{
    /// <summary>Runs all samples.</summary>
    /// <param name="planned">The model and its plan.</param>
    /// <param name="engine">Which engine computes.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="dumpTensors">Whether to keep every tensor of the first sample.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static ModelRun Execute(
        PlannedModel planned, EngineKind engine, SampleBatch samples, bool dumpTensors, Action? progress, CancellationToken cancellation)
    {
        Func<IModelRunner> create = CreateEngine(planned.Model, planned.Plan, engine, cancellation);
        TensorDump? dump = dumpTensors ? new TensorDump(planned.Model.Graph) : null;
        IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, samples, dump, progress, cancellation);
        return new ModelRun(planned, engine, samples, outputs, dump);
    }

    /// <summary>Writes outputs, record and dump into a folder.</summary>
    public void Write(string folder) =>
        RunRecord.Write(folder, Planned.Model, Planned.Plan.Operators, Engine.ToString().ToLowerInvariant(), Samples, Outputs, Dump);

    private static Func<IModelRunner> CreateEngine(Model model, ExecutionPlan plan, EngineKind kind, CancellationToken cancellation) =>
        kind == EngineKind.Reference
            ? () => new ReferenceEngine(model, plan.Operators)
            : InMemoryCompiler.Compile(plan, cancellation: cancellation).Create;
}
