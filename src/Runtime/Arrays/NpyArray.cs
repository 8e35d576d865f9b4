using System.Runtime.InteropServices;

namespace QMacVerify.Runtime.Arrays;

/// <summary>An n-dimensional array: element type, shape and bytes, little-endian in C order.</summary>
public sealed class NpyArray
{
    private readonly int[] shape;
    private readonly byte[] data;

    /// <summary>Wraps bytes without copying them.</summary>
    /// <param name="type">Of the elements.</param>
    /// <param name="shape">Sizes, none negative; empty for a single value.</param>
    /// <param name="data">Little-endian, C order, exactly as long as type and shape say.</param>
    /// <param name="source">Names the array in messages: the file, and the entry of an archive.</param>
    /// <exception cref="ArrayFormatException">Shape and data disagree.</exception>
    public NpyArray(ElementType type, ReadOnlySpan<int> shape, byte[] data, string source = "array")
    {
        Type = type;
        Source = source;
        this.shape = shape.ToArray();
        this.data = data;
        long expected = ArrayShape.ByteCount(shape, type, Array.MaxLength, source);
        if (data.Length != expected)
        {
            throw new ArrayFormatException($"{source} has {data.Length} bytes, expected {expected} for {this}.");
        }
    }

    /// <summary>Of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>Sizes of the dimensions, the last varying fastest.</summary>
    public ReadOnlySpan<int> Shape => shape;

    /// <summary>The elements, little-endian, C order.</summary>
    public ReadOnlySpan<byte> Data => data;

    /// <summary>The elements as memory, for callers that keep them.</summary>
    public ReadOnlyMemory<byte> DataMemory => data;

    /// <summary>Number of elements.</summary>
    public int Count => data.Length / Type.Size();

    /// <summary>Where the array came from; part of messages, not of its value.</summary>
    public string Source { get; }

    /// <summary>Copies values into a new array.</summary>
    /// <typeparam name="T">The .NET type of one of the element types, such as <see cref="sbyte"/> for int8.</typeparam>
    /// <exception cref="ArrayFormatException">Shape and number of values disagree.</exception>
    public static NpyArray Create<T>(ReadOnlySpan<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireLittleEndianHost();
        return new NpyArray(TypeOf<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>The elements as .NET values, without copying.</summary>
    /// <typeparam name="T">Exactly the type of the elements: nothing is converted.</typeparam>
    /// <exception cref="ArrayFormatException">The elements are of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        RequireLittleEndianHost();
        ElementType expected = TypeOf<T>();
        if (Type != expected)
        {
            throw new ArrayFormatException($"{Source} is {this}, expected {expected.Name()}.");
        }

        return MemoryMarshal.Cast<byte, T>(data);
    }

    /// <summary>Type and shape, as in <c>int8 [16, 3, 3, 3]</c>.</summary>
    public override string ToString() => $"{Type.Name()} [{string.Join(", ", shape)}]";

    private static ElementType TypeOf<T>()
        where T : unmanaged
    {
        return default(T) switch
        {
            bool => ElementType.Bool,
            sbyte => ElementType.Int8,
            byte => ElementType.UInt8,
            short => ElementType.Int16,
            ushort => ElementType.UInt16,
            int => ElementType.Int32,
            uint => ElementType.UInt32,
            long => ElementType.Int64,
            ulong => ElementType.UInt64,
            Half => ElementType.Float16,
            float => ElementType.Float32,
            double => ElementType.Float64,
            _ => throw new NotSupportedException($"{typeof(T)} is not the type of an array element."),
        };
    }

    private static void RequireLittleEndianHost()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Typed access to arrays needs a little-endian machine.");
        }
    }
}
