using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Run;

/// <summary>A run of a model on samples.</summary>
/// <param name="Planned">The model and its plan.</param>
/// <param name="Engine">Which engine computed it.</param>
/// <param name="Samples">The inputs.</param>
/// <param name="Outputs">One array per output, samples first.</param>
/// <param name="Dump">Every tensor of the first sample, if asked for.</param>
/// <param name="Steps">Samples in a row that carried the state of the model from one to the next.</param>
internal sealed record ModelRun(
    PlannedNetwork Planned, EngineKind Engine, SampleBatch Samples, IReadOnlyList<NpyArray> Outputs, TensorDump? Dump, int Steps)
{
    /// <summary>Runs all samples.</summary>
    /// <param name="planned">The model and its plan.</param>
    /// <param name="settings">How it is computed.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="dumpTensors">Whether to keep every tensor of the first sample.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <param name="steps">Samples in a row that carry the state of the model from one to the next: whole sequences.</param>
    /// <exception cref="Runtime.InputException">The network was reduced, and does not hold for a sample.</exception>
    public static ModelRun Execute(
        PlannedNetwork planned, RunSettings settings, SampleBatch samples, bool dumpTensors, Action? progress, CancellationToken cancellation, int steps = 1)
    {
        PackageRegion.Require(samples, planned.Network.Graph);
        Engine engine = Run.Engine.Choose(planned, settings, samples.Count, cancellation, steps);
        TensorDump? dump = dumpTensors ? new TensorDump(planned.Network.Graph) : null;
        IReadOnlyList<NpyArray> outputs = BatchRunner.Run(engine.Create, samples, dump, progress, settings.Threads, steps, cancellation);
        return new ModelRun(planned, engine.Kind, samples, outputs, dump, steps);
    }

    /// <summary>Writes outputs, record and dump into a folder.</summary>
    /// <param name="folder">Files of an earlier run in it are replaced.</param>
    /// <param name="package">What the network was read from.</param>
    /// <param name="data">Which data set the samples are of; null where they are of none.</param>
    public void Write(string folder, PackageIdentity package, DataIdentity? data = null) =>
        RunRecord.Write(folder, package, data, Planned.Network, Planned.Plan.Operators, Engine.ToString().ToLowerInvariant(), Samples, Steps, Outputs, Dump);
}
