using Google.Protobuf;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Runtime;

namespace QMacVerify.Benchmarks.Peers;

/// <summary>
/// The uint8 twin of a QDQ model with int8 activations: every activation code is 128 more, every zero point too, weights stay
/// int8. It computes the same numbers; ONNX Runtime's fast integer kernels on x86-64 are for uint8 activations.
/// </summary>
internal static class OnnxTwin
{
    private const string Suffix = "_u8";

    /// <summary>Converts a model.</summary>
    /// <param name="file">A model whose activations are int8, each quantized with a zero point that stands in the file.</param>
    /// <exception cref="InputException">It is another kind of model.</exception>
    public static byte[] Of(byte[] file)
    {
        // Types of inner values, which the file may repeat, are unknown fields here: dropped, as the runtime infers them.
        ModelProto model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(file);
        GraphProto graph = model.Graph;
        Dictionary<string, TensorProto> initializers = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        HashSet<string> moved = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
        {
            if (IsOfActivation(node, initializers))
            {
                if (node.Input.Count < 3 || !initializers.TryGetValue(node.Input[2], out TensorProto? zeroPoint))
                {
                    throw new InputException($"the {node.OpType} that makes {node.Output[0]} has no constant zero point");
                }

                if (moved.Add(zeroPoint.Name))
                {
                    // A copy: a zero point may serve weights as well.
                    graph.Initializer.Add(Moved(zeroPoint));
                }

                node.Input[2] = zeroPoint.Name + Suffix;
            }
            else if (node.OpType != "DequantizeLinear" && node.Input.Any(input => initializers.TryGetValue(input, out TensorProto? tensor) && IsInt8(tensor.DataType)))
            {
                throw new InputException($"the {node.OpType} that makes {node.Output[0]} takes constant codes");
            }
        }

        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output).Where(value => IsInt8(value.Type.TensorType.ElemType)))
        {
            value.Type.TensorType.ElemType = (int)OnnxType.UInt8;
        }

        return model.ToByteArray();
    }

    private static bool IsOfActivation(NodeProto node, Dictionary<string, TensorProto> initializers) =>
        node.OpType == "QuantizeLinear" || (node.OpType == "DequantizeLinear" && !initializers.ContainsKey(node.Input[0]));

    private static bool IsInt8(int type) => type == (int)OnnxType.Int8;

    private static TensorProto Moved(TensorProto zeroPoint)
    {
        if (!IsInt8(zeroPoint.DataType))
        {
            throw new InputException($"the zero point {zeroPoint.Name} is not int8");
        }

        TensorProto moved = zeroPoint.Clone();
        moved.Name += Suffix;
        moved.DataType = (int)OnnxType.UInt8;

        // The values stand in one of the two.
        moved.RawData = ByteString.CopyFrom([.. zeroPoint.RawData.Select(code => (byte)(code ^ 0x80))]);
        for (int i = 0; i < moved.Int32Data.Count; i++)
        {
            moved.Int32Data[i] += 128;
        }

        return moved;
    }
}
