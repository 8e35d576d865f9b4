using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared.Fuzz;

/// <summary>Changes a file of protocol buffers field by field, with lengths that stay right: what is wrong is the meaning.</summary>
public static class ProtobufMutator
{
    private const int MaxDepth = 8;

    private static readonly ulong[] Numbers = [0, 1, 2, 7, 0x7f, 0xff, 0x7fffffff, 0x80000000, 0x7fffffffffffffff, 0x8000000000000000, ulong.MaxValue];

    /// <summary>One change to one field of a message, or of one within it.</summary>
    /// <param name="message">The file.</param>
    /// <param name="other">A file that fields may be taken from.</param>
    /// <param name="random">The source of choices.</param>
    public static byte[] Mutate(byte[] message, byte[] other, SplitMix64 random) => Mutate(message, other, random, MaxDepth);

    private static byte[] Mutate(byte[] message, byte[] other, SplitMix64 random, int depth)
    {
        if (Parse(message) is not { Count: > 0 } fields)
        {
            return message;
        }

        int at = random.NextBelow(fields.Count);
        Field field = fields[at];
        if (depth > 0 && field.IsBytes && random.NextBelow(5) > 0 && Parse(field.Content) is { Count: > 0 })
        {
            fields[at] = field with { Content = Mutate(field.Content, OfSameNumber(other, field, random) ?? other, random, depth - 1) };
            return Print(fields);
        }

        int place = random.NextBelow(fields.Count);
        switch (random.NextBelow(7))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(place, field);
                break;
            case 2:
                (fields[at], fields[place]) = (fields[place], field);
                break;
            case 3:
                fields[at] = field with { Content = fields[place].IsBytes == field.IsBytes ? fields[place].Content : field.Content };
                break;
            case 4 when Parse(other) is { Count: > 0 } others:
                fields.Insert(place, others[random.NextBelow(others.Count)]);
                break;
            case 5:
                fields[at] = field with { Number = 1 + (ulong)random.NextBelow(20) };
                break;
            default:
                fields[at] = field.Wire == 0 ? field with { Content = Varint(Numbers[random.NextBelow(Numbers.Length)]) } : field with { Content = Flipped(field.Content, random) };
                break;
        }

        return Print(fields);
    }

    private static byte[]? OfSameNumber(byte[] other, Field field, SplitMix64 random) =>
        Parse(other)?.Where(candidate => candidate.Tag == field.Tag).ToArray() is { Length: > 0 } same ? same[random.NextBelow(same.Length)].Content : null;

    private static byte[] Flipped(byte[] content, SplitMix64 random)
    {
        byte[] flipped = [.. content];
        if (flipped.Length > 0)
        {
            flipped[random.NextBelow(flipped.Length)] ^= (byte)(1 << random.NextBelow(8));
        }

        return flipped;
    }

    /// <summary>The fields of a message; null where the bytes are none.</summary>
    private static List<Field>? Parse(byte[] message)
    {
        List<Field> fields = [];
        int at = 0;
        while (at < message.Length)
        {
            if (ReadVarint(message, ref at) is not ulong tag || tag >> 3 == 0)
            {
                return null;
            }

            int start = at;
            long length = (tag & 7) switch
            {
                0 => ReadVarint(message, ref at) is null ? -1 : at - start,
                1 => 8,
                2 when ReadVarint(message, ref at) is ulong given and < int.MaxValue => (long)given,
                5 => 4,
                _ => -1,
            };
            start = (tag & 7) == 2 ? at : start;
            if (length < 0 || start + length > message.Length)
            {
                return null;
            }

            at = start + (int)length;
            fields.Add(new Field(tag >> 3, (int)(tag & 7), message[start..at]));
        }

        return fields;
    }

    private static ulong? ReadVarint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && at < message.Length; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        return null;
    }

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }

    private static byte[] Print(List<Field> fields) =>
        [.. fields.SelectMany(field => (byte[])[.. Varint(field.Tag), .. field.IsBytes ? Varint((ulong)field.Content.Length) : [], .. field.Content])];

    /// <summary>A field as it stands in the file.</summary>
    /// <param name="Number">Of the field.</param>
    /// <param name="Wire">0 varint, 1 eight bytes, 2 bytes with their length, 5 four bytes.</param>
    /// <param name="Content">Without the length.</param>
    private sealed record Field(ulong Number, int Wire, byte[] Content)
    {
        public ulong Tag => (Number << 3) | (uint)Wire;

        public bool IsBytes => Wire == 2;
    }
}
