using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
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
    PlannedNetwork Planned, EngineKind Engine, SampleBatch Samples, IReadOnlyList<NpyArray> Outputs, TensorDump? Dump)
{
    /// <summary>Runs all samples.</summary>
    /// <param name="planned">The model and its plan.</param>
    /// <param name="engine">Which engine computes.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="dumpTensors">Whether to keep every tensor of the first sample.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static ModelRun Execute(
        PlannedNetwork planned, EngineKind engine, SampleBatch samples, bool dumpTensors, Action? progress, CancellationToken cancellation)
    {
        Func<IModelRunner> create = CreateEngine(planned.Network, planned.Plan, engine, cancellation);
        TensorDump? dump = dumpTensors ? new TensorDump(planned.Network.Graph) : null;
        IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, samples, dump, progress, cancellation);
        return new ModelRun(planned, engine, samples, outputs, dump);
    }

    /// <summary>Writes outputs, record and dump into a folder.</summary>
    /// <param name="folder">Files of an earlier run in it are replaced.</param>
    /// <param name="package">What the network was read from.</param>
    public void Write(string folder, PackageIdentity package) =>
        RunRecord.Write(folder, package, Planned.Network, Planned.Plan.Operators, Engine.ToString().ToLowerInvariant(), Samples, Outputs, Dump);

    private static Func<IModelRunner> CreateEngine(Network network, ExecutionPlan plan, EngineKind kind, CancellationToken cancellation) =>
        kind == EngineKind.Reference
            ? () => new ReferenceEngine(network, plan.Operators)
            : InMemoryCompiler.Compile(plan, cancellation: cancellation).Create;
}
