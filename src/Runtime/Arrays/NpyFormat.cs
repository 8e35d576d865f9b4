using System.Buffers.Binary;
using System.Text;

namespace QMacVerify.Runtime.Arrays;

/// <summary>Reads and writes numpy's npy files, format versions 1.0 to 3.0.</summary>
/// <remarks>
/// The layout is numpy's <c>lib/format.py</c>: magic <c>93 4E 55 4D 50 59</c>, version, header length, header, data.
/// Files are taken as hostile: nothing is allocated by a size that only the file asserts, nothing is evaluated, and a
/// file is exactly as long as its header says.
/// </remarks>
public static class NpyFormat
{
    /// <summary>The most bytes of elements that are read, over all arrays of an archive: 1 GiB.</summary>
    public const long MaximumBytes = 1L << 30;

    private const int MaximumHeaderBytes = 65_535;
    private const int ChunkBytes = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a npy file.</summary>
    /// <exception cref="ArrayFormatException">The file is not a npy file of numbers.</exception>
    /// <exception cref="InputException">There is no such file.</exception>
    public static NpyArray ReadFile(string path)
    {
        using FileStream stream = InputFile.OpenArrays(path);
        return Read(stream, Path.GetFileName(path));
    }

    /// <summary>Reads an array from a stream, to its end.</summary>
    /// <param name="stream">At the magic; need not be seekable.</param>
    /// <param name="source">Names the file in messages, and the entry of an archive.</param>
    /// <param name="maximumBytes">The most bytes of elements to accept.</param>
    /// <exception cref="ArrayFormatException">The stream does not hold exactly one array of numbers.</exception>
    public static NpyArray Read(Stream stream, string source, long maximumBytes = MaximumBytes)
    {
        NpyHeader header = ReadHeader(stream, source);
        long byteCount = ArrayShape.ByteCount(header.Shape, header.Type, maximumBytes, source);
        byte[] data = ReadData(stream, byteCount, source);

        if (header.IsBigEndian)
        {
            ReverseElements(data, header.Type.Size());
        }

        if (header.IsFortranOrder)
        {
            data = ToCOrder(data, header.Shape, header.Type.Size());
        }

        if (header.Type == ElementType.Bool && data.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new ArrayFormatException($"{source} has a bool that is neither 0 nor 1.");
        }

        return new NpyArray(header.Type, header.Shape, data, source);
    }

    /// <summary>Writes a npy file, version 1.0, byte for byte as numpy does.</summary>
    public static void WriteFile(string path, NpyArray array) => File.WriteAllBytes(path, ToBytes(array));

    /// <summary>A npy file, version 1.0, byte for byte as numpy writes it: data in C order, header padded to 64 bytes.</summary>
    public static byte[] ToBytes(NpyArray array)
    {
        const int alignment = 64;
        const int prefixLength = 10;
        string header = NpyHeader.Format(array.Type, array.Shape);
        int unpadded = prefixLength + header.Length + 1;
        int dataStart = unpadded + alignment - (unpadded % alignment);

        byte[] bytes = new byte[dataStart + array.Data.Length];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(dataStart - prefixLength));
        Encoding.ASCII.GetBytes(header.PadRight(dataStart - prefixLength - 1) + "\n", bytes.AsSpan(prefixLength));
        array.Data.CopyTo(bytes.AsSpan(dataStart));
        return bytes;
    }

    private static NpyHeader ReadHeader(Stream stream, string source)
    {
        Span<byte> prefix = stackalloc byte[8];
        ReadHeaderBytes(stream, prefix, source);
        if (!prefix.StartsWith(Magic))
        {
            throw new ArrayFormatException($"{source} begins with {Convert.ToHexString(prefix[..6])}, expected the npy magic 934E554D5059.");
        }

        byte major = prefix[6];
        if (major is < 1 or > 3 || prefix[7] != 0)
        {
            throw new ArrayFormatException($"{source} is of npy version {major}.{prefix[7]}, expected 1.0, 2.0 or 3.0.");
        }

        Span<byte> lengthBytes = stackalloc byte[4];
        lengthBytes.Clear();
        ReadHeaderBytes(stream, lengthBytes[..(major == 1 ? 2 : 4)], source);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaximumHeaderBytes)
        {
            throw new ArrayFormatException($"{source} has a header of {length} bytes, expected at most {MaximumHeaderBytes}.");
        }

        byte[] header = new byte[length];
        ReadHeaderBytes(stream, header, source);
        return NpyHeader.Parse((major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(header), source);
    }

    private static void ReadHeaderBytes(Stream stream, Span<byte> buffer, string source)
    {
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
        {
            throw new ArrayFormatException($"{source} ends within its npy header.");
        }
    }

    // Grows with what arrives, so that a short file with a huge promise costs nothing.
    private static byte[] ReadData(Stream stream, long byteCount, string source)
    {
        byte[] data = new byte[Math.Min(byteCount, ChunkBytes)];
        int length = 0;
        while (length < byteCount)
        {
            if (length == data.Length)
            {
                Array.Resize(ref data, (int)Math.Min(byteCount, 2L * data.Length));
            }

            int read = stream.Read(data, length, data.Length - length);
            if (read == 0)
            {
                throw new ArrayFormatException($"{source} has {length} bytes of data, expected {byteCount} by its header.");
            }

            length += read;
        }

        if (stream.ReadByte() >= 0)
        {
            throw new ArrayFormatException($"{source} has more bytes of data than the {byteCount} expected by its header.");
        }

        return data;
    }

    private static void ReverseElements(byte[] data, int size)
    {
        for (int start = 0; start < data.Length; start += size)
        {
            data.AsSpan(start, size).Reverse();
        }
    }

    // Walks the elements in C order, its last coordinate fastest, and reads each at its place in Fortran order.
    private static byte[] ToCOrder(byte[] data, int[] shape, int size)
    {
        byte[] result = new byte[data.Length];
        int[] coordinates = new int[shape.Length];
        for (int target = 0; target < result.Length; target += size)
        {
            int source = 0;
            for (int dimension = shape.Length - 1; dimension >= 0; dimension--)
            {
                source = (source * shape[dimension]) + coordinates[dimension];
            }

            data.AsSpan(source * size, size).CopyTo(result.AsSpan(target));
            for (int dimension = shape.Length - 1; dimension >= 0 && ++coordinates[dimension] == shape[dimension]; dimension--)
            {
                coordinates[dimension] = 0;
            }
        }

        return result;
    }
}
