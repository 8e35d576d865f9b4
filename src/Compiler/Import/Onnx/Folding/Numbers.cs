using System.Runtime.InteropServices;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Folding;

/// <summary>Constants element by element: as float32, or as 64-bit integers that are stored in the type of the constant.</summary>
internal static class Numbers
{
    /// <summary>A constant of some bytes.</summary>
    public static OnnxTensor Of(string name, OnnxType type, int[] shape, ReadOnlySpan<byte> data) => new(name, type, shape, data.ToArray());

    /// <summary>Integers stored in a type, which wrap.</summary>
    public static OnnxTensor OfIntegers(string name, OnnxType type, int[] shape, long[] values) => Of(name, type, shape, type switch
    {
        OnnxType.Int64 => MemoryMarshal.AsBytes<long>(values),
        OnnxType.Int32 => MemoryMarshal.AsBytes<int>(Array.ConvertAll(values, value => unchecked((int)value))),
        OnnxType.Bool => Array.ConvertAll(values, value => value != 0 ? (byte)1 : (byte)0),
        _ => Array.ConvertAll(values, value => unchecked((byte)value)),
    });

    /// <summary>An element of a constant of integers, codes or truth values.</summary>
    public static long Integer(OnnxTensor tensor, int index) => tensor.Type switch
    {
        OnnxType.Int64 => tensor.Int64s[index],
        OnnxType.Int32 => tensor.Int32s[index],
        OnnxType.Int8 => (sbyte)tensor.Data.Span[index],
        _ => tensor.Data.Span[index],
    };

    /// <summary>A function of each element.</summary>
    public static OnnxTensor Map(OnnxOp op, OnnxTensor tensor, Func<float, float>? real, Func<long, long>? integer) =>
        Combine(op, [tensor, tensor], real is null ? null : (value, _) => real(value), integer is null ? null : (value, _) => integer(value));

    /// <summary>A function of elements of two constants of one type, which are broadcast.</summary>
    /// <param name="op">The node.</param>
    /// <param name="inputs">Two.</param>
    /// <param name="real">For float32; null where there is none.</param>
    /// <param name="integer">For all others, likewise.</param>
    public static OnnxTensor Combine(OnnxOp op, OnnxTensor[] inputs, Func<float, float, float>? real, Func<long, long, long>? integer)
    {
        (OnnxTensor a, OnnxTensor b) = Operands(op, inputs, real is not null, integer is not null);
        return a.Type == OnnxType.Float32
            ? Of(op.Output, a.Type, a.Shape, MemoryMarshal.AsBytes<float>(a.Singles.ToArray().Zip(b.Singles.ToArray(), real!).ToArray()))
            : OfIntegers(op.Output, a.Type, a.Shape, [.. Enumerable.Range(0, a.Count).Select(i => integer!(Integer(a, i), Integer(b, i)))]);
    }

    /// <summary>A truth value for elements of two constants.</summary>
    public static OnnxTensor Compare(OnnxOp op, OnnxTensor[] inputs, Func<float, float, bool>? real, Func<long, long, bool>? integer)
    {
        (OnnxTensor a, OnnxTensor b) = Operands(op, inputs, real is not null, integer is not null);
        bool[] truths = a.Type == OnnxType.Float32
            ? [.. a.Singles.ToArray().Zip(b.Singles.ToArray(), real!)]
            : [.. Enumerable.Range(0, a.Count).Select(i => integer!(Integer(a, i), Integer(b, i)))];
        return Of(op.Output, OnnxType.Bool, a.Shape, Array.ConvertAll(truths, truth => truth ? (byte)1 : (byte)0));
    }

    /// <summary>The elements in another type: real numbers towards 0, integers wrap.</summary>
    public static OnnxTensor Cast(OnnxOp op, OnnxTensor tensor, OnnxType to)
    {
        if (to.Size() == 0)
        {
            throw op.Node.Unsupported($"casts to {to.Name()}");
        }

        if (to == OnnxType.Float32)
        {
            float[] reals = tensor.Type == OnnxType.Float32
                ? tensor.Singles.ToArray()
                : [.. Enumerable.Range(0, tensor.Count).Select(i => (float)Integer(tensor, i))];
            return Of(op.Output, to, tensor.Shape, MemoryMarshal.AsBytes<float>(reals));
        }

        return OfIntegers(op.Output, to, tensor.Shape, [.. Enumerable.Range(0, tensor.Count).Select(i =>
            tensor.Type != OnnxType.Float32 ? Integer(tensor, i)
            : to == OnnxType.Bool ? tensor.Singles[i] != 0 ? 1 : 0
            : MathF.Abs(tensor.Singles[i]) < long.MaxValue ? (long)tensor.Singles[i]
            : throw op.Node.GraphError(Invariant($"casts {tensor.Singles[i]} to {to.Name()}")))]);
    }

    /// <summary>A constant repeated along axes of extent 1 and new ones.</summary>
    public static OnnxTensor Broadcast(OnnxOp op, OnnxTensor tensor, int[] shape)
    {
        op.Graph.CountFolded(op.Node, ConstantElements.Count(shape));
        int missing = shape.Length - tensor.Shape.Length;
        return Pick(tensor, op.Output, shape, position =>
            Flatten(tensor.Shape, position.Skip(missing).Select((i, axis) => tensor.Shape[axis] == 1 ? 0 : i)));
    }

    /// <summary>A constant of elements of another one.</summary>
    /// <param name="tensor">The other one.</param>
    /// <param name="name">Of the result.</param>
    /// <param name="shape">Of the result.</param>
    /// <param name="source">Where the element of a position stands.</param>
    public static OnnxTensor Pick(OnnxTensor tensor, string name, int[] shape, Func<int[], int> source)
    {
        int size = tensor.Type.Size();
        byte[] data = new byte[OnnxOrders.Count(shape) * size];
        int[] position = new int[shape.Length];
        for (int start = 0; start < data.Length; start += size)
        {
            tensor.Data.Span.Slice(source(position) * size, size).CopyTo(data.AsSpan(start));
            for (int axis = shape.Length - 1; axis >= 0 && ++position[axis] == shape[axis]; axis--)
            {
                position[axis] = 0;
            }
        }

        return Of(name, tensor.Type, shape, data);
    }

    /// <summary>The index of a position in C order.</summary>
    public static int Flatten(int[] shape, IEnumerable<int> position) => position.Zip(shape).Aggregate(0, (index, pair) => (index * pair.Second) + pair.First);

    private static (OnnxTensor First, OnnxTensor Second) Operands(OnnxOp op, OnnxTensor[] inputs, bool takesReal, bool takesIntegers)
    {
        if (inputs.Length != 2 || inputs[0].Type != inputs[1].Type || !(inputs[0].Type == OnnxType.Float32 ? takesReal : takesIntegers))
        {
            throw op.Node.Unsupported($"computes with {string.Join(" and ", inputs.Select(input => input.Signature))}");
        }

        int[] shape = OnnxBroadcast.ResultShape(op, inputs[0].Shape, inputs[1].Shape);
        return (Broadcast(op, inputs[0], shape), Broadcast(op, inputs[1], shape));
    }
}
