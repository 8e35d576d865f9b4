namespace QMacVerify.Runtime.Running;

/// <summary>Runs a quantized model: what every generated runner implements, and the reference interpreter.</summary>
/// <remarks>
/// A run is a pure function of the inputs, and of the state that the runs since <see cref="Reset"/> left where a model has state. Tensors cross this boundary as raw element bytes, little-endian, in C order,
/// because a model may take and give other types than the int8 inside it.
/// </remarks>
public interface IModelRunner
{
    /// <summary>The inputs, in the order of the model file.</summary>
    IReadOnlyList<TensorDescription> Inputs { get; }

    /// <summary>The outputs, in the order of the model file.</summary>
    IReadOnlyList<TensorDescription> Outputs { get; }

    /// <summary>Samples that a run takes at most: more than one where that takes less time for each.</summary>
    int BatchSize { get; }

    /// <summary>Runs the model on samples: the outputs of single runs.</summary>
    /// <param name="samples">1 to <see cref="BatchSize"/>.</param>
    /// <param name="inputs">One buffer per input, sample after sample, each of exactly its <see cref="TensorDescription.ByteCount"/>.</param>
    /// <param name="outputs">One buffer per output, likewise; overwritten.</param>
    /// <param name="observer">Sees every tensor of the first sample once it is complete.</param>
    /// <exception cref="ArgumentException">The number of samples or buffers, or the length of one, is wrong.</exception>
    void Run(
        int samples,
        IReadOnlyList<ReadOnlyMemory<byte>> inputs,
        IReadOnlyList<Memory<byte>> outputs,
        ITensorObserver? observer = null);

    /// <summary>Whether runs begin with what the ones before left.</summary>
    bool HasState => false;

    /// <summary>Puts the state of a model back to what its first run begins with; most models have none.</summary>
    void Reset()
    {
    }
}

/// <summary>What every runner can do.</summary>
public static class ModelRunners
{
    /// <summary>Runs a model once; parameters as of <see cref="IModelRunner.Run"/>.</summary>
    public static void Run(
        this IModelRunner runner, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyList<Memory<byte>> outputs, ITensorObserver? observer = null) =>
        runner.Run(1, inputs, outputs, observer);
}
