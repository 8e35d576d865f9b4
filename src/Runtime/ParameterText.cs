using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace QMacVerify.Runtime;

/// <summary>Decodes the base64 lines that generated code carries its weights in.</summary>
/// <remarks>
/// The text is one base64 stream (RFC 4648, <c>+</c> and <c>/</c>, padded at its very end), broken into lines anywhere;
/// spaces, tabs and line ends of either kind are skipped. Generated code decodes each array once.
/// </remarks>
public static class ParameterText
{
    /// <summary>The bytes of the text as int8, in their order.</summary>
    /// <exception cref="FormatException">The text is not base64.</exception>
    public static sbyte[] DecodeInt8(ReadOnlySpan<byte> text)
    {
        byte[] buffer = Decode(text, out int length);
        return MemoryMarshal.Cast<byte, sbyte>(buffer.AsSpan(0, length)).ToArray();
    }

    /// <summary>The bytes of the text as int16, two bytes each, little-endian.</summary>
    /// <exception cref="FormatException">The text is not base64, or not a whole number of int16.</exception>
    public static short[] DecodeInt16(ReadOnlySpan<byte> text)
    {
        byte[] buffer = Decode(text, out int length);
        if (length % sizeof(short) != 0)
        {
            throw new FormatException($"The parameter text holds {length} bytes, expected a multiple of 2.");
        }

        short[] values = new short[length / sizeof(short)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt16LittleEndian(buffer.AsSpan(i * sizeof(short)));
        }

        return values;
    }

    /// <summary>The bytes of the text as int32, four bytes each, little-endian.</summary>
    /// <exception cref="FormatException">The text is not base64, or not a whole number of int32.</exception>
    public static int[] DecodeInt32(ReadOnlySpan<byte> text)
    {
        byte[] buffer = Decode(text, out int length);
        if (length % sizeof(int) != 0)
        {
            throw new FormatException($"The parameter text holds {length} bytes, expected a multiple of 4.");
        }

        int[] values = new int[length / sizeof(int)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(i * sizeof(int)));
        }

        return values;
    }

    private static byte[] Decode(ReadOnlySpan<byte> text, out int length)
    {
        byte[] buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 2];
        OperationStatus status = Base64.DecodeFromUtf8(text, buffer, out int consumed, out length);
        if (status != OperationStatus.Done)
        {
            throw new FormatException($"The parameter text is not base64 from its byte {consumed} on.");
        }

        return buffer;
    }
}
