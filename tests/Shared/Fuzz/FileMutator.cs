using System.Buffers.Binary;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared.Fuzz;

/// <summary>Damages model files as transfers, editors and attackers do: the same damage for the same seed.</summary>
/// <param name="corpus">Valid files to begin with and to splice from.</param>
public sealed class FileMutator(IReadOnlyList<byte[]> corpus)
{
    private static readonly uint[] Counts = [0, 1, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

    /// <summary>Some damages to one of the files, up to three where nothing else is said.</summary>
    /// <returns>Which file, and what has become of it.</returns>
    public (int Source, byte[] File) Mutate(SplitMix64 random, int? damages = null)
    {
        int source = random.NextBelow(corpus.Count);
        byte[] file = (byte[])corpus[source].Clone();
        for (int left = damages ?? 1 + random.NextBelow(3); left > 0 && file.Length > 0; left--)
        {
            file = random.NextBelow(10) switch
            {
                0 => file[..random.NextBelow(file.Length)],
                1 => Splice(file, random),
                2 => Cut(file, random),
                3 or 4 => GrowCount(file, random),
                5 or 6 when file.Length >= sizeof(uint) => MoveWord(file, random),
                _ => FlipBits(file, random),
            };
        }

        return (source, file);
    }

    private static byte[] FlipBits(byte[] file, SplitMix64 random)
    {
        for (int flips = 1 + random.NextBelow(8); flips > 0; flips--)
        {
            int bit = random.NextBelow(8 * file.Length);
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return file;
    }

    /// <summary>A length, an offset or a count becomes another, often a huge one.</summary>
    private static byte[] GrowCount(byte[] file, SplitMix64 random)
    {
        uint value = Counts[random.NextBelow(Counts.Length)];
        int position = random.NextBelow(file.Length);
        if (position + sizeof(uint) <= file.Length && random.NextBelow(3) > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(position), value);
        }
        else
        {
            // As a protobuf reads it: seven bits a byte, the last one without the top bit.
            for (; position < file.Length; position++, value >>= 7)
            {
                file[position] = (byte)(value < 0x80 ? value : value | 0x80);
                if (value < 0x80)
                {
                    break;
                }
            }
        }

        return file;
    }

    /// <summary>An aligned word becomes that of another place, which leads an offset of a flatbuffer astray, or a little more or less.</summary>
    private static byte[] MoveWord(byte[] file, SplitMix64 random)
    {
        int words = file.Length / sizeof(uint);
        Span<byte> word = file.AsSpan(sizeof(uint) * random.NextBelow(words), sizeof(uint));
        Span<byte> other = file.AsSpan(sizeof(uint) * random.NextBelow(words), sizeof(uint));
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(word);
        switch (random.NextBelow(3))
        {
            case 0:
                BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(other));
                BinaryPrimitives.WriteUInt32LittleEndian(other, value);
                break;
            case 1:
                other.CopyTo(word);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(word, unchecked(value + (uint)random.NextBelow(33) - 16));
                break;
        }

        return file;
    }

    private static byte[] Cut(byte[] file, SplitMix64 random)
    {
        int first = random.NextBelow(file.Length);
        int count = 1 + random.NextBelow(Math.Min(64, file.Length - first));
        return [.. file[..first], .. file[(first + count)..]];
    }

    private byte[] Splice(byte[] file, SplitMix64 random)
    {
        byte[] other = corpus[random.NextBelow(corpus.Count)];
        int from = random.NextBelow(other.Length);
        int count = 1 + random.NextBelow(Math.Min(512, other.Length - from));
        int first = random.NextBelow(file.Length);
        int replaced = random.NextBelow(2) * Math.Min(count, file.Length - first);
        return [.. file[..first], .. other[from..(from + count)], .. file[(first + replaced)..]];
    }
}
