using System.Runtime.ExceptionServices;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Running;

/// <summary>Runs a model on samples, in batches and in parallel; the result depends neither on their size nor on the number of threads.</summary>
public static class BatchRunner
{
    /// <summary>Outputs of all samples.</summary>
    /// <param name="create">Makes a runner; each thread has its own.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="firstSampleObserver">Sees the tensors of the first sample.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="threads">Samples that are computed at the same time, at most; null is one for each processor.</param>
    /// <param name="steps">Samples in a row that carry the state of a model from one to the next: whole sequences. With 1 each begins anew.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>One array per output: samples first, then the output's own shape.</returns>
    public static IReadOnlyList<NpyArray> Run(
        Func<IModelRunner> create,
        SampleBatch samples,
        ITensorObserver? firstSampleObserver = null,
        Action? progress = null,
        int? threads = null,
        int steps = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Count % steps, 0);
        IModelRunner first = create();
        int inputs = first.Inputs.Count;
        IReadOnlyList<TensorDescription> outputs = first.Outputs;
        List<byte[]> results = [.. outputs.Select(output => new byte[checked(samples.Count * output.ByteCount)])];

        // Every thread gets as many batches, of about the same size.
        int most = Math.Max(1, threads ?? Environment.ProcessorCount);
        int rounds = Math.Max(1, CeilingDivide(samples.Count, most * first.BatchSize));
        int size = Math.Max(1, CeilingDivide(samples.Count, most * rounds));
        int taken = 0;

        void RunOne(IModelRunner runner, int start, int count, ITensorObserver? observer)
        {
            ReadOnlyMemory<byte>[] batchInputs = [.. Enumerable.Range(0, inputs).Select(i => samples.Sample(i, start, count))];
            Memory<byte>[] batchOutputs =
                [.. outputs.Select((output, i) => results[i].AsMemory(start * output.ByteCount, count * output.ByteCount))];
            runner.Run(count, batchInputs, batchOutputs, observer);
            for (int sample = 0; sample < count; sample++)
            {
                progress?.Invoke();
            }
        }

        void RunSequence(IModelRunner runner, int sequence, ITensorObserver? observer)
        {
            runner.Reset();
            if (steps == 1)
            {
                RunOne(runner, sequence * size, Math.Min(size, samples.Count - (sequence * size)), observer);
                return;
            }

            for (int step = 0; step < steps; step++)
            {
                RunOne(runner, (sequence * steps) + step, 1, step == 0 ? observer : null);
            }
        }

        try
        {
            Parallel.For(
                0,
                steps == 1 ? CeilingDivide(samples.Count, size) : samples.Count / steps,
                new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = most },
                () => Interlocked.Exchange(ref taken, 1) == 0 ? first : create(),
                (sequence, _, runner) =>
                {
                    RunSequence(runner, sequence, sequence == 0 ? firstSampleObserver : null);
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

    private static int CeilingDivide(int a, int b) => (a + b - 1) / b;
}
