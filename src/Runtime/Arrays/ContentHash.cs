using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QMacVerify.Runtime.Arrays;

/// <summary>Identifies the content of an array, however and wherever it is stored.</summary>
/// <remarks>
/// SHA-256, in lowercase hex, over the ASCII line <c>type size,size,...</c> (numpy's type name, a space, the shape in
/// decimal, <c>\n</c>) followed by the elements, little-endian in C order. So int8 [16, 3, 3, 3] hashes
/// <c>"int8 16,3,3,3\n"</c> and 432 bytes; a float32 of rank 0 <c>"float32 \n"</c> and 4 bytes.
/// </remarks>
internal static class ContentHash
{
    /// <summary>The hash of an array.</summary>
    public static string Of(NpyArray array) => Of(array.Type, array.Shape, array.Data);

    /// <summary>The hash of an array given by its parts.</summary>
    /// <param name="type">Of the elements.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="data">Elements, little-endian, C order.</param>
    public static string Of(ElementType type, ReadOnlySpan<int> shape, ReadOnlySpan<byte> data)
    {
        StringBuilder line = new(type.Name());
        line.Append(' ');
        for (int i = 0; i < shape.Length; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{shape[i]}");
        }

        line.Append('\n');
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(line.ToString()));
        hash.AppendData(data);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
