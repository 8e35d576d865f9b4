using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Run;

/// <summary>Keeps every tensor of a run, to be written as <c>tensors.npz</c> and <c>tensors.json</c>.</summary>
internal sealed class TensorDump(QuantizedGraph graph) : ITensorObserver
{
    private readonly SortedDictionary<int, NpyArray> _tensors = [];
    private readonly ModelTensors _model = new(graph);

    /// <summary>The values by tensor index, in the types and the order of axes of the model file.</summary>
    public IReadOnlyDictionary<int, NpyArray> Tensors => _tensors;

    /// <summary>Keeps codes as the model file has them.</summary>
    public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values)
    {
        if (!graph.Tensor(tensorIndex).IsUnsigned)
        {
            Keep(tensorIndex, values);
            return;
        }

        byte[] codes = new byte[values.Length];
        UnsignedCodes.FromSigned(values, codes);
        Keep<byte>(tensorIndex, codes);
    }

    public void Observe(int tensorIndex, ReadOnlySpan<float> values) => Keep(tensorIndex, values);

    public void Observe(int tensorIndex, ReadOnlySpan<int> values) => Keep(tensorIndex, values);

    /// <summary>The values by the keys that the model file gives them, in ascending order of their indices.</summary>
    public NpzArchive ToArchive()
    {
        NpzArchive archive = new("tensors.npz");
        foreach ((int index, NpyArray values) in _tensors)
        {
            archive.Add(_model.KeyOf(index)!, values);
        }

        return archive;
    }

    /// <summary>What the tensors are: key, name, shape, type, quantization, producing operation in capitals, as TensorFlow Lite writes its operators.</summary>
    public string Describe()
    {
        Dictionary<int, (int Index, string Op)> producers = [];
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            producers[graph.Nodes[i].Output] = (i, (graph.Nodes[i] as INamedFunction)?.Function ?? graph.Nodes[i].Op);
        }

        JsonWriter json = new();
        using (json.Array())
        {
            foreach ((int index, NpyArray values) in _tensors)
            {
                TensorInfo tensor = graph.Tensor(index);
                using (json.Object(inline: true))
                {
                    json.Member("key", _model.KeyOf(index)!);
                    json.Member("index", index);
                    json.Member("name", tensor.Name);
                    json.Member("shape", values.Shape.ToArray());
                    json.Member("type", tensor.ModelType.ToString().ToUpperInvariant());
                    WriteQuantization(json, tensor);
                    WriteProducer(json, producers.TryGetValue(index, out (int Index, string Op) producer) ? producer : null);
                }
            }
        }

        return json.ToString();
    }

    private void Keep<T>(int tensorIndex, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (_model.KeyOf(tensorIndex) is not null)
        {
            TensorInfo tensor = graph.Tensor(tensorIndex);
            _tensors[tensorIndex] = ModelTensors.InModelOrder(tensor, graph.Source, NpyArray.Create(tensor.Shape.AsSpan(), values));
        }
    }

    private static void WriteQuantization(JsonWriter json, TensorInfo tensor)
    {
        if (tensor.Quantization is null)
        {
            json.Null("scale");
            json.Null("zero_point");
            return;
        }

        json.Member("scale", [(double)BitConverter.UInt32BitsToSingle(tensor.ScaleBits)]);
        json.Member("zero_point", [tensor.ModelZeroPoint]);
    }

    private static void WriteProducer(JsonWriter json, (int Index, string Op)? producer)
    {
        using (json.Array("producer_op", inline: true))
        {
            if (producer is (int index, string op))
            {
                json.Value(index);
                json.Value(op.ToUpperInvariant().Replace("2D", "_2D", StringComparison.Ordinal));
            }
            else
            {
                json.Null();
                json.Value("graph input");
            }
        }
    }
}
