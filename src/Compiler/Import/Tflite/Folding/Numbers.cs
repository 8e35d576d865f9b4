using System.Runtime.InteropServices;

namespace QMacVerify.Compiler.Import.Tflite.Folding;

/// <summary>Constants element by element: as float32, or as 64-bit integers that are stored in the type of the constant.</summary>
internal static class Numbers
{
    /// <summary>Bytes of an element; 0 for types that are not computed with.</summary>
    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.Int64 => sizeof(long),
        TensorType.Int32 or TensorType.Float32 => sizeof(int),
        TensorType.Bool or TensorType.Int8 or TensorType.UInt8 => 1,
        _ => 0,
    };

    /// <summary>Whether the values of a tensor can be computed with: a constant of such a type that is no codes, with as many values as its shape says.</summary>
    public static bool AreNumbers(TfliteTensor tensor) => IsComplete(tensor) && tensor.Type is not (TensorType.Int8 or TensorType.UInt8);

    /// <summary>Whether a tensor is a constant of codes, with as many as its shape says.</summary>
    public static bool AreCodes(TfliteTensor tensor) => tensor.Type is TensorType.Int8 or TensorType.UInt8 && IsComplete(tensor);

    /// <summary>A constant of integers, which wrap in their type.</summary>
    public static TfliteTensor OfIntegers(TensorType type, int[] shape, long[] values) => new("", type, shape, type switch
    {
        TensorType.Int64 => MemoryMarshal.AsBytes<long>(values).ToArray(),
        TensorType.Bool => Array.ConvertAll(values, value => value != 0 ? (byte)1 : (byte)0),
        _ => MemoryMarshal.AsBytes<int>(Array.ConvertAll(values, value => unchecked((int)value))).ToArray(),
    }, null, false);

    /// <summary>A constant of real numbers.</summary>
    public static TfliteTensor OfReals(int[] shape, float[] values) =>
        new("", TensorType.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray(), null, false);

    /// <summary>The elements of a constant of real numbers.</summary>
    public static float[] Reals(TfliteTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    /// <summary>An element of a constant of integers or truth values.</summary>
    public static long Integer(TfliteTensor tensor, int index) => tensor.Type switch
    {
        TensorType.Int64 => MemoryMarshal.Cast<byte, long>(tensor.Data.Span)[index],
        TensorType.Int32 => MemoryMarshal.Cast<byte, int>(tensor.Data.Span)[index],
        _ => tensor.Data.Span[index],
    };

    /// <summary>A function of each element.</summary>
    public static TfliteTensor Map(TfliteTensor tensor, Func<float, float> real, Func<long, long> integer) => tensor.Type == TensorType.Float32
        ? OfReals(tensor.Shape, Array.ConvertAll(Reals(tensor), value => real(value)))
        : OfIntegers(tensor.Type, tensor.Shape, Array.ConvertAll(Integers(tensor), value => integer(value)));

    /// <summary>A function of the elements of two constants of one type and shape, or of which one is a single number.</summary>
    public static TfliteTensor Combine(TfliteNode node, TfliteTensor[] inputs, Func<float, float, float> real, Func<long, long, long> integer)
    {
        if (inputs.Length != 2 || inputs[0].Type != inputs[1].Type
            || !(inputs.Any(input => ConstantElements.Count(input.Shape) == 1) || inputs[0].Shape.AsSpan().SequenceEqual(inputs[1].Shape)))
        {
            throw node.Unsupported($"computes with {string.Join(" and ", inputs.Select(input => $"constant {input.Type.Name()} [{string.Join(", ", input.Shape)}]"))}");
        }

        (TfliteTensor a, TfliteTensor b) = (inputs[0], inputs[1]);
        TfliteTensor longer = ConstantElements.Count(a.Shape) == 1 ? b : a;
        int count = (int)ConstantElements.Count(longer.Shape);
        if (a.Type == TensorType.Float32)
        {
            (float[] x, float[] y) = (Reals(a), Reals(b));
            return OfReals(longer.Shape, [.. Enumerable.Range(0, count).Select(i => real(x[x.Length == 1 ? 0 : i], y[y.Length == 1 ? 0 : i]))]);
        }

        (long[] m, long[] n) = (Integers(a), Integers(b));
        return OfIntegers(a.Type, longer.Shape, [.. Enumerable.Range(0, count).Select(i => integer(m[m.Length == 1 ? 0 : i], n[n.Length == 1 ? 0 : i]))]);
    }

    /// <summary>CAST to the type of the output: real numbers towards 0, integers wrap.</summary>
    public static TfliteTensor Cast(TfliteNode node, TfliteTensor tensor)
    {
        TensorType to = node.FileOutput().Type;
        if (SizeOf(to) == 0 || to is TensorType.Int8 or TensorType.UInt8)
        {
            throw node.Unsupported($"casts to {to.Name()}");
        }

        if (to == TensorType.Float32)
        {
            return OfReals(tensor.Shape, tensor.Type == to ? Reals(tensor) : Array.ConvertAll(Integers(tensor), value => (float)value));
        }

        return OfIntegers(to, tensor.Shape, tensor.Type != TensorType.Float32 ? Integers(tensor) : Array.ConvertAll(Reals(tensor), value =>
            MathF.Abs(value) < long.MaxValue ? (long)value : throw node.QuantizationError(FormattableString.Invariant($"casts {value} to {to.Name()}"))));
    }

    /// <summary>A constant of elements of another one.</summary>
    public static TfliteTensor Pick(TfliteNode node, TfliteTensor tensor, TfliteMove move)
    {
        node.CountFolded(ConstantElements.Count(move.Shape));
        return tensor with { Shape = move.Shape, Data = ConstantElements.Take(tensor.Data, SizeOf(tensor.Type), move.Sources()) };
    }

    private static bool IsComplete(TfliteTensor tensor) =>
        tensor is { IsConstant: true, IsSparse: false } && SizeOf(tensor.Type) is > 0 and int size && ConstantElements.Count(tensor.Shape) * size == tensor.Data.Length;

    private static long[] Integers(TfliteTensor tensor) => [.. Enumerable.Range(0, (int)ConstantElements.Count(tensor.Shape)).Select(i => Integer(tensor, i))];
}
