using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Reference;

/// <summary>The tensors of one run of the reference engine: codes inside, other types at the boundary.</summary>
internal sealed class TensorValues
{
    private readonly Network _network;
    private readonly ITensorObserver? _observer;
    private readonly Dictionary<int, sbyte[]> _codes = [];
    private readonly Dictionary<int, float[]> _reals = [];
    private readonly Dictionary<int, int[]> _accumulators = [];

    private TensorValues(Network network, ITensorObserver? observer) => (_network, _observer) = (network, observer);

    /// <summary>What a run begins with.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Bytes of each input, in the type that the model file has.</param>
    /// <param name="states">What the run before left, by the tensor that it is now; what is not there is as at the first run.</param>
    /// <param name="observer">Sees these and all later tensors, if given.</param>
    public static TensorValues Begin(
        Network network, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyDictionary<int, sbyte[]> states, ITensorObserver? observer)
    {
        TensorValues values = new(network, observer);
        for (int i = 0; i < network.Graph.Inputs.Count; i++)
        {
            values.SetFromBytes(network.Graph.Tensor(network.Graph.Inputs[i]), inputs[i].Span);
        }

        foreach (StateVariable state in network.Graph.States)
        {
            values.Set(state.Current, states.TryGetValue(state.Current, out sbyte[]? left) ? left : network.Parameters[state.Initial].Int8.ToArray());
        }

        return values;
    }

    /// <summary>What a complete run leaves to the next, as <see cref="Begin"/> takes it.</summary>
    public Dictionary<int, sbyte[]> NextStates() => _network.Graph.States.ToDictionary(state => state.Current, state => Codes(state.Next));

    /// <summary>Codes of a computed tensor, or the values of a constant one.</summary>
    public sbyte[] Codes(int tensor) => _codes.TryGetValue(tensor, out sbyte[]? codes) ? codes : _network.Parameters[tensor].Int8.ToArray();

    public float[] Reals(int tensor) => _reals[tensor];

    public int[] Accumulators(int tensor) => _accumulators[tensor];

    public void Set(int tensor, sbyte[] codes)
    {
        _codes[tensor] = codes;
        _observer?.Observe(tensor, codes);
    }

    public void Set(int tensor, float[] reals)
    {
        _reals[tensor] = reals;
        _observer?.Observe(tensor, reals);
    }

    public void Set(int tensor, int[] accumulators)
    {
        _accumulators[tensor] = accumulators;
        _observer?.Observe(tensor, accumulators);
    }

    /// <summary>Forgets a tensor that nobody reads any more.</summary>
    public void Drop(int tensor)
    {
        _codes.Remove(tensor);
        _reals.Remove(tensor);
        _accumulators.Remove(tensor);
    }

    /// <summary>Gives an output in the type that the model file has.</summary>
    public void CopyOutput(TensorInfo tensor, Span<byte> bytes)
    {
        switch (tensor.Type)
        {
            case ElementType.Float32:
                MemoryMarshal.AsBytes<float>(_reals[tensor.Index]).CopyTo(bytes);
                break;
            case ElementType.Int32:
                MemoryMarshal.AsBytes<int>(_accumulators[tensor.Index]).CopyTo(bytes);
                break;
            case ElementType.Int8 when tensor.IsUnsigned:
                UnsignedCodes.FromSigned(_codes[tensor.Index], bytes);
                break;
            default:
                MemoryMarshal.AsBytes<sbyte>(_codes[tensor.Index]).CopyTo(bytes);
                break;
        }
    }

    /// <summary>Takes an input in the type that the model file has.</summary>
    private void SetFromBytes(TensorInfo tensor, ReadOnlySpan<byte> bytes)
    {
        if (tensor.Type == ElementType.Float32)
        {
            Set(tensor.Index, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
            return;
        }

        sbyte[] codes = MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
        if (tensor.IsUnsigned)
        {
            UnsignedCodes.ToSigned(bytes, codes);
        }

        Set(tensor.Index, codes);
    }
}
