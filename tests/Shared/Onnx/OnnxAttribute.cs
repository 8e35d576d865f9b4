namespace QMacVerify.Tests.Shared.Onnx;

/// <summary>An attribute of a node, encoded.</summary>
/// <param name="Message">The AttributeProto.</param>
public sealed record OnnxAttribute(ProtobufWriter Message)
{
    public static OnnxAttribute Int(string name, long value) => new(new ProtobufWriter().Text(1, name).Varint(3, value).Varint(20, 2));

    public static OnnxAttribute Float(string name, float value) => new(new ProtobufWriter().Text(1, name).Float(2, value).Varint(20, 1));

    public static OnnxAttribute Text(string name, string value) => new(new ProtobufWriter().Text(1, name).Text(4, value).Varint(20, 3));

    public static OnnxAttribute Ints(string name, params long[] values)
    {
        ProtobufWriter message = new ProtobufWriter().Text(1, name);
        foreach (long value in values)
        {
            message.Varint(8, value);
        }

        return new OnnxAttribute(message.Varint(20, 7));
    }

    /// <summary>A tensor, as the Constant operator has it.</summary>
    public static OnnxAttribute Tensor(string name, ProtobufWriter tensor) => new(new ProtobufWriter().Text(1, name).Message(5, tensor).Varint(20, 4));
}
