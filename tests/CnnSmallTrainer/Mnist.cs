using System.Buffers.Binary;
using QMacVerify.Compiler.Demo;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>Reads handwritten digits from a folder with images.npy (uint8, n x 28 x 28) and labels.npy (n integers).</summary>
internal static class Mnist
{
    public static DigitSample[] Read(string folder)
    {
        byte[] images = ReadContent(Path.Combine(folder, "images.npy"));
        byte[] labels = ReadContent(Path.Combine(folder, "labels.npy"));
        int count = images.Length / Architecture.ImageLength;
        if (count == 0 || images.Length % Architecture.ImageLength != 0 || labels.Length % count != 0)
        {
            throw new InvalidDataException($"{folder} does not hold 28x28 images with one label each.");
        }

        // Labels may be integers of any size: the first byte of a little-endian one is the digit.
        int labelSize = labels.Length / count;
        return [.. images.Chunk(Architecture.ImageLength).Select((pixels, i) => new DigitSample(pixels, labels[i * labelSize]))];
    }

    /// <summary>What follows the header of a .npy file, format version 1.</summary>
    private static byte[] ReadContent(string file)
    {
        const int lengthPosition = 8;
        byte[] bytes = File.ReadAllBytes(file);
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(lengthPosition));
        return bytes[(lengthPosition + sizeof(ushort) + headerLength)..];
    }
}
