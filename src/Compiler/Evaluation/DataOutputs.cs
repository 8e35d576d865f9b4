using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>The outputs of a package for a data set, chunk by chunk, so that what was interrupted goes on where it stopped.</summary>
internal static class DataOutputs
{
    /// <summary>Products of a chunk, about: seconds of work.</summary>
    private const long ChunkMacs = 4_000_000_000;
    private const int MinChunk = 16;
    private const int MaxChunk = 1024;

    /// <summary>Computes the outputs of all samples, or takes those that are kept.</summary>
    /// <param name="planned">The package and its operators.</param>
    /// <param name="data">The samples.</param>
    /// <param name="settings">How they are computed; no output depends on it.</param>
    /// <param name="store">Where chunks are kept; null keeps none.</param>
    /// <param name="progress">Told once per sample, computed or kept.</param>
    /// <param name="cancellation">Ends the run; whole chunks stay in the store.</param>
    /// <param name="steps">Samples in a row that carry the state of a model from one to the next: whole sequences.</param>
    /// <returns>One array per output, samples first.</returns>
    /// <exception cref="InputException">The network was reduced, and does not hold for a sample.</exception>
    public static IReadOnlyList<NpyArray> Of(
        PlannedPackage planned, DataSet data, RunSettings settings, OutputStore? store, Action? progress, CancellationToken cancellation, int steps = 1)
    {
        SampleBatch samples = data.Samples;
        PackageRegion.Require(samples, planned.Network.Graph);
        IReadOnlyList<TensorDescription> outputs = Descriptions(planned);
        List<byte[]> results = [.. outputs.Select(output => new byte[checked(samples.Count * output.ByteCount)])];
        int size = ChunkSize(planned.Network.Graph, steps);
        OutputStore.Entry? entry = store?.Open(planned, data, steps, size);
        Engine? engine = null;
        foreach ((int start, int count) in samples.Parts(size))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<NpyArray>? chunk = entry?.Read(start, count, outputs);
            if (chunk is null)
            {
                engine ??= Engine.Choose(planned, settings, samples.Count - start, cancellation, steps);
                chunk = BatchRunner.Run(engine.Create, samples.Part(start, count), null, progress, settings.Threads, steps, cancellation);
                entry?.Write(start, count, chunk);
            }
            else
            {
                for (int sample = 0; sample < count; sample++)
                {
                    progress?.Invoke();
                }
            }

            for (int i = 0; i < outputs.Count; i++)
            {
                chunk[i].Data.CopyTo(results[i].AsSpan(start * outputs[i].ByteCount));
            }
        }

        return [.. outputs.Select((output, i) => new NpyArray(output.Type, SampleShape.Batch(output.Shape, samples.Count), results[i], output.Name))];
    }

    /// <summary>The outputs of a package's network.</summary>
    public static IReadOnlyList<TensorDescription> Descriptions(PlannedNetwork planned) =>
        new Reference.ReferenceEngine(planned.Network, planned.Plan.Operators).Outputs;

    /// <summary>Samples of a chunk: whole sequences. Depends on the network alone, so that a later run has the same chunks.</summary>
    private static int ChunkSize(QuantizedGraph graph, int steps)
    {
        long macs = Math.Max(1, graph.ProductNodes.Sum(layer => (long)layer.Macs));
        int size = (int)Math.Clamp(ChunkMacs / macs, MinChunk, MaxChunk);
        return checked((size + steps - 1) / steps * steps);
    }
}
