using System.Runtime.ExceptionServices;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Running;

/// <summary>Runs a model on samples, in parallel; the result does not depend on the number of threads.</summary>
public static class BatchRunner
{
    /// <summary>Outputs of all samples.</summary>
    /// <param name="create">Makes a runner; each thread has its own.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="firstSampleObserver">Sees the tensors of the first sample.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="threads">Samples that are computed at the same time, at most; null is one for each processor.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>One array per output: samples first, then the output's own shape.</returns>
    public static IReadOnlyList<NpyArray> Run(
        Func<IModelRunner> create,
        SampleBatch samples,
        ITensorObserver? firstSampleObserver = null,
        Action? progress = null,
        int? threads = null,
        CancellationToken cancellation = default)
    {
        IModelRunner first = create();
        int inputs = first.Inputs.Count;
        IReadOnlyList<TensorDescription> outputs = first.Outputs;
        List<byte[]> results = [.. outputs.Select(output => new byte[checked(samples.Count * output.ByteCount)])];

        void RunSample(IModelRunner runner, int sample, ITensorObserver? observer)
        {
            ReadOnlyMemory<byte>[] sampleInputs = [.. Enumerable.Range(0, inputs).Select(i => samples.Sample(i, sample))];
            Memory<byte>[] sampleOutputs =
                [.. outputs.Select((output, i) => results[i].AsMemory(sample * output.ByteCount, output.ByteCount))];
            runner.Run(sampleInputs, sampleOutputs, observer);
            progress?.Invoke();
        }

        RunSample(first, 0, firstSampleObserver);
        try
        {
            Parallel.For(
                1,
                samples.Count,
                new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount },
                create,
                (sample, _, runner) =>
                {
                    RunSample(runner, sample, null);
                    return runner;
                },
                _ => { });
        }
        catch (AggregateException e)
        {
            // What went wrong in a sample is the same wherever it ran.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return [.. outputs.Select((output, i) =>
            new NpyArray(output.Type, SampleShape.Batch(output.Shape, samples.Count), results[i]))];
    }
}
