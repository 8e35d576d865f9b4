using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Tables;

/// <summary>Reads the 65,536 products of a multiplier from a file; the name's ending says which kind of file it is.</summary>
internal static partial class TableFile
{
    /// <summary>Sixteen times what the widest text form of a table takes.</summary>
    public const int MaxBytes = 1 << 24;

    private const int Codes = 256;
    private const int Count = Codes * Codes;

    /// <summary>Reads a table.</summary>
    /// <param name="path">A <c>.npy</c>, <c>.bin</c>, <c>.h</c>, <c>.c</c>, <c>.txt</c> or <c>.csv</c> file.</param>
    /// <param name="order">Of rows and columns; null for what is usual in such files.</param>
    /// <param name="notes">Gets how the file was read.</param>
    /// <exception cref="InputException">It does not hold 256 x 256 integers.</exception>
    public static RawTable Read(string path, IndexOrder? order, ICollection<string> notes)
    {
        string name = Path.GetFileName(path);
        byte[] bytes = BoundedFile.ReadAllBytes(path, MaxBytes);
        (long[] values, IndexOrder usual, int? bits, string form) = Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".npy" => (FromArray(bytes, name), IndexOrder.Numeric, null, "npy array"),
            ".bin" => (FromWords(bytes, name), IndexOrder.Code, 16, "16-bit little-endian words"),
            ".h" or ".c" or ".hpp" or ".cpp" => (FromHeader(Encoding.UTF8.GetString(bytes), name), IndexOrder.Code, (int?)null, "C array"),
            ".txt" or ".csv" or ".tsv" or ".dat" => (FromText(Encoding.UTF8.GetString(bytes), name), IndexOrder.Numeric, null, "text matrix"),
            _ => throw new InputException($"{name} is of unknown kind; expected .npy, .bin, .h, .c, .txt, .csv or {OperatorFile.Extension}"),
        };
        IndexOrder actual = order ?? usual;
        notes.Add(actual == IndexOrder.Numeric
            ? $"layout: {form}, rows A and columns B in numeric order"
            : $"layout: {form}, rows A and columns B in the order of bit patterns, 0 to 127 before -128 to -1");
        return new RawTable(name, values, actual, bits);
    }

    private static long[] FromArray(byte[] bytes, string name)
    {
        using MemoryStream stream = new(bytes);
        NpyArray array = NpyFormat.Read(stream, name, MaxBytes);
        if (!array.Shape.SequenceEqual([Codes, Codes]) && !array.Shape.SequenceEqual([Count]))
        {
            throw new InputException(Invariant($"{name} is {array}, expected 256 x 256 products, or all {Count} in a row"));
        }

        return array.Type switch
        {
            ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), value => (long)value),
            ElementType.UInt16 => Array.ConvertAll(array.Values<ushort>().ToArray(), value => (long)value),
            ElementType.Int32 => Array.ConvertAll(array.Values<int>().ToArray(), value => (long)value),
            ElementType.UInt32 => Array.ConvertAll(array.Values<uint>().ToArray(), value => (long)value),
            ElementType.Int64 => array.Values<long>().ToArray(),
            ElementType.Float32 when array.Values<float>().ToArray().Any(float.IsNaN) => throw NotANumber(name),
            ElementType.Float64 when array.Values<double>().ToArray().Any(double.IsNaN) => throw NotANumber(name),
            _ => throw new InputException($"{name} is {array}, expected int16, int32, int64, uint16 or uint32"),
        };
    }

    private static long[] FromWords(byte[] bytes, string name)
    {
        if (bytes.Length != Count * sizeof(ushort))
        {
            throw new InputException(Invariant($"{name} has {bytes.Length} bytes, expected {Count * sizeof(ushort)}: 65,536 words of 16 bits"));
        }

        return [.. Enumerable.Range(0, Count).Select(i => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort))))];
    }

    private static long[] FromHeader(string text, string name)
    {
        string code = CComment().Replace(text, " ");
        MatchCollection arrays = CArray().Matches(code);
        if (arrays.Count != 1)
        {
            throw new InputException(Invariant($"{name} defines {arrays.Count} arrays NAME[256][256] or NAME[{Count}], expected one"));
        }

        int start = arrays[0].Index + arrays[0].Length;
        int end = code.IndexOf(';', start);
        string[] numbers = code[start..(end < 0 ? code.Length : end)]
            .Split(['{', '}', ',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length != Count)
        {
            throw new InputException(Invariant($"{name} has {numbers.Length} numbers in its array, expected {Count}"));
        }

        return [.. numbers.Select((number, i) => ParseC(number) ?? throw NotAnInteger(name, number, i / Codes, i % Codes))];
    }

    private static long[] FromText(string text, string name)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
        char[] separators = [' ', '\t', ',', ';'];
        string[][] rows = [.. lines.Select(line => line.Split(separators, StringSplitOptions.RemoveEmptyEntries))];
        if (lines.Length is 1 or Count)
        {
            // All products in a row, or one below the other.
            rows = [.. rows.SelectMany(row => row).Chunk(Codes)];
        }

        if (rows.Length != Codes)
        {
            throw new InputException(Invariant($"{name} has {lines.Length} rows, expected {Codes}, or all {Count} products in a row or one below the other"));
        }

        List<long> values = [];
        for (int row = 0; row < Codes; row++)
        {
            if (rows[row].Length != Codes)
            {
                throw new InputException(Invariant($"{name} has {rows[row].Length} numbers in row {row}, expected {Codes}"));
            }

            values.AddRange(rows[row].Select((cell, column) => Parse(cell) ?? throw NotAnInteger(name, cell, row, column)));
        }

        return [.. values];
    }

    private static long? Parse(string number) =>
        int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static long? ParseC(string number)
    {
        string digits = number.TrimEnd('u', 'U', 'l', 'L');
        return !digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? Parse(digits)
            : int.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    private static InputException NotANumber(string name) => new($"{name} holds NaN, expected 256 x 256 integers");

    private static InputException NotAnInteger(string name, string found, int row, int column) => new(Invariant(
        $"{name} has {Quote(found)} in row {row}, column {column} (both from 0), expected an integer"));

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex CComment();

    [GeneratedRegex(@"\w+\s*(?:\[\s*256\s*\]\s*\[\s*256\s*\]|\[\s*65536\s*\])\s*=")]
    private static partial Regex CArray();
}
