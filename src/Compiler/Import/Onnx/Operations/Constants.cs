using System.Runtime.InteropServices;
using QMacVerify.Compiler.Import.Onnx.Schema;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Constant: a tensor, or numbers in an attribute.</summary>
internal static class Constants
{
    public static OnnxValue Import(OnnxOp op)
    {
        if (op.Node.Tensor("value") is TensorProto tensor)
        {
            return new OnnxConstant(op.Graph.Model.Constants.Read(tensor, op.Node.Label) with { Name = op.Output });
        }

        if (op.Node.Floats("value_floats") is { } reals)
        {
            return Of(op, OnnxType.Float32, [reals.Count], MemoryMarshal.AsBytes<float>(reals.ToArray()));
        }

        if (op.Node.Ints("value_ints") is { } integers)
        {
            return Of(op, OnnxType.Int64, [integers.Count], MemoryMarshal.AsBytes<long>(integers.ToArray()));
        }

        if (op.Node.Has("value_float"))
        {
            return Of(op, OnnxType.Float32, [], MemoryMarshal.AsBytes<float>(new[] { op.Node.Float("value_float", 0) }));
        }

        return op.Node.Has("value_int")
            ? Of(op, OnnxType.Int64, [], MemoryMarshal.AsBytes<long>(new[] { op.Node.Int("value_int", 0) }))
            : throw op.Node.Unsupported("has a value that is neither a tensor nor numbers");
    }

    /// <summary>Shape(x, start, end): extents, which are known.</summary>
    public static OnnxValue ImportShape(OnnxOp op)
    {
        int[] shape = op.Value(0).Shape;
        int rank = shape.Length;
        int start = End(op.Node.Int("start", 0));
        int end = End(op.Node.Int("end", rank));
        long[] extents = [.. shape[start..Math.Max(start, end)].Select(extent => (long)extent)];
        return Of(op, OnnxType.Int64, [extents.Length], MemoryMarshal.AsBytes<long>(extents));

        int End(long axis) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    private static OnnxConstant Of(OnnxOp op, OnnxType type, int[] shape, ReadOnlySpan<byte> data) =>
        new(new OnnxTensor(op.Output, type, shape, data.ToArray()));
}
