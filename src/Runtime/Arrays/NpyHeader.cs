using System.Globalization;
using System.Text;

namespace QMacVerify.Runtime.Arrays;

/// <summary>The header of a npy file: a Python dictionary of three entries, read without evaluating anything.</summary>
/// <param name="Type">Of the elements.</param>
/// <param name="IsBigEndian">Whether the bytes of an element are stored highest first.</param>
/// <param name="IsFortranOrder">Whether the first dimension varies fastest.</param>
/// <param name="Shape">Sizes, none negative.</param>
internal sealed record NpyHeader(ElementType Type, bool IsBigEndian, bool IsFortranOrder, int[] Shape)
{
    /// <summary>Reads the dictionary.</summary>
    /// <exception cref="ArrayFormatException">The text is anything else, or the array is none of numbers.</exception>
    public static NpyHeader Parse(string text, string source) => new Parser(text, source).Parse();

    /// <summary>The dictionary as numpy writes it, with room for the first dimension to grow, without padding.</summary>
    public static string Format(ElementType type, ReadOnlySpan<int> shape)
    {
        const int growthDigits = 21;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{'descr': '{Descriptor(type)}', 'fortran_order': False, 'shape': (");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? ", " : "")}{shape[i]}");
        }

        text.Append(shape.Length == 1 ? ",), }" : "), }");
        if (shape.Length > 0)
        {
            text.Append(' ', growthDigits - shape[0].ToString(CultureInfo.InvariantCulture).Length);
        }

        return text.ToString();
    }

    private static string Descriptor(ElementType type) => type switch
    {
        ElementType.Bool => "|b1",
        ElementType.Int8 => "|i1",
        ElementType.UInt8 => "|u1",
        ElementType.Int16 => "<i2",
        ElementType.UInt16 => "<u2",
        ElementType.Int32 => "<i4",
        ElementType.UInt32 => "<u4",
        ElementType.Int64 => "<i8",
        ElementType.UInt64 => "<u8",
        ElementType.Float16 => "<f2",
        ElementType.Float32 => "<f4",
        ElementType.Float64 => "<f8",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    private sealed class Parser(string text, string source)
    {
        private int position;
        private string? descriptor;
        private bool? isFortranOrder;
        private int[]? shape;

        public NpyHeader Parse()
        {
            Expect('{');
            while (!TryTake('}'))
            {
                ParseEntry();
                if (!TryTake(','))
                {
                    Expect('}');
                    break;
                }
            }

            SkipSpace();
            if (position != text.Length || descriptor is null || isFortranOrder is null || shape is null)
            {
                throw Malformed();
            }

            (ElementType type, bool isBigEndian) = ParseDescriptor(descriptor);
            return new NpyHeader(type, isBigEndian, isFortranOrder.Value, shape);
        }

        private void ParseEntry()
        {
            string key = ParseString();
            Expect(':');
            switch (key)
            {
                case "descr" when descriptor is null:
                    SkipSpace();
                    if (position < text.Length && text[position] == '[')
                    {
                        throw new ArrayFormatException($"{source} holds records, expected an array of numbers.");
                    }

                    descriptor = ParseString();
                    break;
                case "fortran_order" when isFortranOrder is null:
                    isFortranOrder = ParseBoolean();
                    break;
                case "shape" when shape is null:
                    shape = ParseShape();
                    break;
                default:
                    throw Malformed();
            }
        }

        private string ParseString()
        {
            SkipSpace();
            char quote = position < text.Length ? text[position] : '\0';
            int end = quote is '\'' or '"' ? text.IndexOf(quote, position + 1) : -1;
            if (end < 0)
            {
                throw Malformed();
            }

            string value = text[(position + 1)..end];
            position = end + 1;
            return value;
        }

        private bool ParseBoolean()
        {
            SkipSpace();
            foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
            {
                if (text.AsSpan(position).StartsWith(word, StringComparison.Ordinal))
                {
                    position += word.Length;
                    return value;
                }
            }

            throw Malformed();
        }

        private int[] ParseShape()
        {
            List<int> sizes = [];
            Expect('(');
            while (!TryTake(')'))
            {
                sizes.Add(ParseSize());
                if (!TryTake(','))
                {
                    Expect(')');
                    break;
                }
            }

            return [.. sizes];
        }

        private int ParseSize()
        {
            SkipSpace();
            int start = position;
            if (position < text.Length && text[position] == '-')
            {
                position++;
            }

            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }

            ReadOnlySpan<char> digits = text.AsSpan(start, position - start);
            if (!int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int size) || size < 0)
            {
                throw new ArrayFormatException(
                    $"{source} has a dimension of size {Excerpt(digits)}, expected 0 to {int.MaxValue}.");
            }

            return size;
        }

        private (ElementType Type, bool IsBigEndian) ParseDescriptor(string value)
        {
            if (value.TrimStart('<', '>', '|', '=') is ['O', ..])
            {
                throw new ArrayFormatException($"{source} holds pickled Python objects, expected numbers: unpickling runs code.");
            }

            ElementType? type = value is [_, .. string kind]
                ? kind switch
                {
                    "b1" => ElementType.Bool,
                    "i1" => ElementType.Int8,
                    "u1" => ElementType.UInt8,
                    "i2" => ElementType.Int16,
                    "u2" => ElementType.UInt16,
                    "i4" => ElementType.Int32,
                    "u4" => ElementType.UInt32,
                    "i8" => ElementType.Int64,
                    "u8" => ElementType.UInt64,
                    "f2" => ElementType.Float16,
                    "f4" => ElementType.Float32,
                    "f8" => ElementType.Float64,
                    _ => null,
                }
                : null;
            // '|' means that byte order does not apply, which is true of single bytes only.
            if (type is null || !(value[0] is '<' or '>' || (value[0] == '|' && type.Value.Size() == 1)))
            {
                throw new ArrayFormatException(
                    $"{source} has elements of type '{Excerpt(value)}', expected bool, int8 to int64, uint8 to uint64 or float16 to float64.");
            }

            return (type.Value, value[0] == '>');
        }

        private void Expect(char expected)
        {
            if (!TryTake(expected))
            {
                throw Malformed();
            }
        }

        private bool TryTake(char expected)
        {
            SkipSpace();
            if (position < text.Length && text[position] == expected)
            {
                position++;
                return true;
            }

            return false;
        }

        private void SkipSpace()
        {
            while (position < text.Length && text[position] is ' ' or '\n')
            {
                position++;
            }
        }

        private ArrayFormatException Malformed() => new(
            $"{source} has the header \"{Excerpt(text)}\", expected {{'descr': ..., 'fortran_order': ..., 'shape': (...), }}.");

        // A hostile header is long and full of control characters; a message is one line.
        private static string Excerpt(ReadOnlySpan<char> value)
        {
            const int limit = 80;
            StringBuilder excerpt = new();
            foreach (char c in value.Trim()[..Math.Min(limit, value.Trim().Length)])
            {
                excerpt.Append(char.IsControl(c) ? '?' : c);
            }

            return excerpt.ToString();
        }
    }
}
