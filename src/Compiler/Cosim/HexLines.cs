using System.Runtime.InteropServices;
using System.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Files that <c>$readmemh</c> reads, a word a line, and what <c>$writememh</c> writes.</summary>
internal static class HexLines
{
    private static readonly byte[] Digits = Encoding.ASCII.GetBytes("0123456789abcdef");

    /// <summary>Words of codes, each of as many as there are lanes; lane 0 is the lowest byte.</summary>
    public static byte[] OfCodes(ReadOnlySpan<sbyte> codes, int lanes = 1) => OfBytes(MemoryMarshal.AsBytes(codes), lanes);

    /// <summary>Words of 32-bit numbers, likewise.</summary>
    public static byte[] OfNumbers(ReadOnlySpan<int> numbers, int lanes = 1) => OfBytes(MemoryMarshal.AsBytes(numbers), sizeof(int) * lanes);

    /// <summary>Lines of text.</summary>
    public static byte[] OfText(IEnumerable<string> lines) => Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Lines of words, each given by its bytes, the lowest one first.</summary>
    public static byte[] OfWords(IEnumerable<byte[]> words) => OfText(words.Select(word => Convert.ToHexStringLower([.. Enumerable.Reverse(word)])));

    /// <summary>The words of lines, likewise; what follows a space is a comment.</summary>
    public static byte[][] Words(ReadOnlySpan<byte> lines) =>
    [
        .. Encoding.ASCII.GetString(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Enumerable.Reverse(Convert.FromHexString(line.Split(' ')[0])).ToArray()),
    ];

    /// <summary>Codes that a simulator wrote, one a line; comments are its own.</summary>
    /// <returns>Null where a line is no code of two digits: an undefined one.</returns>
    public static sbyte[]? ReadCodes(string path)
    {
        string[] lines = [.. File.ReadLines(path).Select(line => line.Split("//")[0].Trim()).Where(line => line.Length > 0)];
        sbyte[] codes = new sbyte[lines.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            if (!byte.TryParse(lines[i], System.Globalization.NumberStyles.AllowHexSpecifier, null, out byte code))
            {
                return null;
            }

            codes[i] = unchecked((sbyte)code);
        }

        return codes;
    }

    /// <summary>Words of as many bytes, the lowest one first, as little-endian machines hold numbers; in a line it stands last.</summary>
    private static byte[] OfBytes(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] lines = new byte[bytes.Length / size * ((2 * size) + 1)];
        int at = 0;
        for (int word = 0; word < bytes.Length; word += size)
        {
            for (int i = size - 1; i >= 0; i--)
            {
                lines[at++] = Digits[bytes[word + i] >> 4];
                lines[at++] = Digits[bytes[word + i] & 15];
            }

            lines[at++] = (byte)'\n';
        }

        return lines;
    }
}
