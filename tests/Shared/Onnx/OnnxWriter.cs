using System.Globalization;
using System.Runtime.InteropServices;

namespace QMacVerify.Tests.Shared.Onnx;

/// <summary>Builds an .onnx file: nodes in order, initializers, inputs, outputs. Nothing is checked, so tests can build wrong models.</summary>
/// <remarks>Field numbers are those of ONNX's schema, onnx.proto3.</remarks>
public sealed class OnnxWriter
{
    public const int Float32 = 1;
    public const int UInt8 = 2;
    public const int Int8 = 3;
    public const int Int32 = 6;
    public const int Int64 = 7;

    private readonly List<ProtobufWriter> _nodes = [];
    private readonly List<ProtobufWriter> _initializers = [];
    private readonly List<ProtobufWriter> _inputs = [];
    private readonly List<ProtobufWriter> _outputs = [];
    private readonly List<ProtobufWriter> _values = [];

    /// <summary>Version of the default operator set.</summary>
    public int Opset { get; init; } = 13;

    /// <summary>Values as raw data.</summary>
    public static ProtobufWriter Tensor<T>(string name, int type, int[] shape, params T[] values)
        where T : unmanaged => Head(name, type, shape).Bytes(9, MemoryMarshal.AsBytes<T>(values));

    /// <summary>Integers in the typed list that the format has for their type.</summary>
    public static ProtobufWriter TypedTensor(string name, int type, int[] shape, params long[] values) =>
        Head(name, type, shape).Packed(type == Int64 ? 7 : 5, values);

    /// <summary>Values in another file.</summary>
    public static ProtobufWriter ExternalTensor(string name, int type, int[] shape, string location, long? offset = null, long? length = null)
    {
        ProtobufWriter tensor = Head(name, type, shape).Message(13, Entry("location", location));
        if (offset is not null)
        {
            tensor.Message(13, Entry("offset", offset.Value.ToString(CultureInfo.InvariantCulture)));
        }

        if (length is not null)
        {
            tensor.Message(13, Entry("length", length.Value.ToString(CultureInfo.InvariantCulture)));
        }

        return tensor.Varint(14, 1);
    }

    /// <summary>Adds an input of the graph.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Extents; -1 for one that is only named.</param>
    public OnnxWriter Input(string name, int type, params int[] shape)
    {
        _inputs.Add(ValueInfo(name, type, shape));
        return this;
    }

    /// <summary>Adds an output of the graph.</summary>
    public OnnxWriter Output(string name, int type = Int8, params int[] shape)
    {
        _outputs.Add(ValueInfo(name, type, shape));
        return this;
    }

    /// <summary>Says type and shape of a value beside inputs and outputs, as shape inference does.</summary>
    public OnnxWriter Value(string name, int type, params int[] shape)
    {
        _values.Add(ValueInfo(name, type, shape));
        return this;
    }

    public OnnxWriter Initializer(ProtobufWriter tensor)
    {
        _initializers.Add(tensor);
        return this;
    }

    /// <summary>A scale of one number.</summary>
    public OnnxWriter Scale(string name, params float[] values) =>
        Initializer(Tensor(name, Float32, values.Length == 1 ? [] : [values.Length], values));

    public OnnxWriter ZeroPoint(string name, params sbyte[] values) =>
        Initializer(Tensor(name, Int8, values.Length == 1 ? [] : [values.Length], values));

    public OnnxWriter UnsignedZeroPoint(string name, params byte[] values) =>
        Initializer(Tensor(name, UInt8, values.Length == 1 ? [] : [values.Length], values));

    /// <summary>Adds a node.</summary>
    /// <param name="op">Operator; <c>com.microsoft::QGemm</c> for one of another domain.</param>
    /// <param name="inputs">Names; an empty one is left out.</param>
    /// <param name="outputs">Names.</param>
    /// <param name="attributes">Encoded.</param>
    /// <param name="name">Name of the node.</param>
    public OnnxWriter Node(string op, string[] inputs, string[] outputs, OnnxAttribute[]? attributes = null, string name = "")
    {
        string[] parts = op.Split("::");
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        foreach (string output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(3, name).Text(4, parts[^1]);
        foreach (OnnxAttribute attribute in attributes ?? [])
        {
            node.Message(5, attribute.Message);
        }

        _nodes.Add(parts.Length == 1 ? node : node.Text(7, parts[0]));
        return this;
    }

    public byte[] ToArray()
    {
        ProtobufWriter graph = new();
        Add(graph, 1, _nodes);
        graph.Text(2, "graph");
        Add(graph, 5, _initializers);
        Add(graph, 11, _inputs);
        Add(graph, 12, _outputs);
        Add(graph, 13, _values);
        return new ProtobufWriter()
            .Varint(1, 8)
            .Text(2, "QMacVerify test model")
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Varint(2, Opset))
            .Message(8, new ProtobufWriter().Text(1, "com.microsoft").Varint(2, 1))
            .ToArray();
    }

    private static void Add(ProtobufWriter graph, int field, List<ProtobufWriter> messages)
    {
        foreach (ProtobufWriter message in messages)
        {
            graph.Message(field, message);
        }
    }

    private static ProtobufWriter Head(string name, int type, int[] shape) =>
        new ProtobufWriter().Packed(1, shape.Select(extent => (long)extent)).Varint(2, type).Text(8, name);

    private static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Text(1, key).Text(2, value);

    private static ProtobufWriter ValueInfo(string name, int type, int[] shape)
    {
        ProtobufWriter dimensions = new();
        foreach (int extent in shape)
        {
            dimensions.Message(1, extent < 0 ? new ProtobufWriter().Text(2, "N") : new ProtobufWriter().Varint(1, extent));
        }

        ProtobufWriter tensor = new ProtobufWriter().Varint(1, type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
