namespace QMacVerify.Runtime.Running;

/// <summary>Runs a quantized model: what every generated runner implements, and the reference interpreter.</summary>
/// <remarks>
/// A run is a pure function of the inputs. Tensors cross this boundary as raw element bytes, little-endian, in C order,
/// because a model may take and give other types than the int8 inside it.
/// </remarks>
public interface IModelRunner
{
    /// <summary>The inputs, in the order of the model file.</summary>
    IReadOnlyList<TensorDescription> Inputs { get; }

    /// <summary>The outputs, in the order of the model file.</summary>
    IReadOnlyList<TensorDescription> Outputs { get; }

    /// <summary>Runs the model once.</summary>
    /// <param name="inputs">One buffer per input, each of exactly its <see cref="TensorDescription.ByteCount"/>.</param>
    /// <param name="outputs">One buffer per output, likewise; overwritten.</param>
    /// <param name="observer">Sees every int8 tensor once it is complete.</param>
    /// <exception cref="ArgumentException">The number of buffers or the length of one is wrong.</exception>
    void Run(
        IReadOnlyList<ReadOnlyMemory<byte>> inputs,
        IReadOnlyList<Memory<byte>> outputs,
        ITensorObserver? observer = null);
}
