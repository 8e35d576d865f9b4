using System.Buffers.Binary;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>IDX files as MNIST and Fashion-MNIST have them: a magic number with type and rank, big-endian extents, bytes.</summary>
/// <remarks>Format: http://yann.lecun.com/exdb/mnist. Elements are uint8; the other types occur in no data set of images.</remarks>
internal static class IdxFiles
{
    private const int UnsignedByte = 8;
    private const int MaxRank = 4;

    /// <summary>Whether a file begins as an IDX file of bytes.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> start) => start is [0, 0, UnsignedByte, > 0 and <= MaxRank, ..];

    /// <summary>The file of labels that stands beside a file of images by its usual name; null where the name is another.</summary>
    public static string? LabelsBeside(string images)
    {
        string name = Path.GetFileName(images);
        string labels = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal).Replace("idx4", "idx1", StringComparison.Ordinal);
        string path = Path.Combine(Path.GetDirectoryName(images) ?? "", labels);
        return labels == name ? null : File.Exists(path) ? path : null;
    }

    /// <summary>Images and their labels.</summary>
    /// <param name="images">A file of rank 3 or 4: samples, height, width, and channels.</param>
    /// <param name="labels">A file of rank 1; null where there are none.</param>
    /// <exception cref="InputException">A file is not what it should be, or they do not fit.</exception>
    public static SampleSource Read(string images, string? labels)
    {
        (int[] extents, ReadOnlyMemory<byte> pixels) = ReadFile(images);
        string name = Quote(Path.GetFileName(images));
        if (extents.Length is not (3 or 4))
        {
            throw new InputException(Invariant($"{name} has {extents.Length} axes, expected samples, height, width, and perhaps channels"));
        }

        long[]? classes = labels is null ? null : ReadLabels(labels);
        if (classes is not null && classes.Length != extents[0])
        {
            throw new InputException(Invariant($"{Quote(Path.GetFileName(labels!))} has {classes.Length} labels, but {name} has {extents[0]} images"));
        }

        int[] shape = [extents[1], extents[2], extents.Length == 4 ? extents[3] : 1];
        int bytes = shape[0] * shape[1] * shape[2];
        return new RecordSource(ElementType.UInt8, shape, SampleLayout.Hwc, [.. Enumerable.Range(0, extents[0]).Select(i => pixels.Slice(i * bytes, bytes))])
        {
            Labels = classes,
            LabelsSource = labels is null ? "" : Path.GetFileName(labels),
        };
    }

    private static long[] ReadLabels(string path)
    {
        (int[] extents, ReadOnlyMemory<byte> labels) = ReadFile(path);
        return extents.Length == 1
            ? Array.ConvertAll(labels.ToArray(), label => (long)label)
            : throw new InputException(Invariant($"{Quote(Path.GetFileName(path))} has {extents.Length} axes, expected one label per sample"));
    }

    private static (int[] Extents, ReadOnlyMemory<byte> Elements) ReadFile(string path)
    {
        string name = Quote(Path.GetFileName(path));
        byte[] content = BoundedStream.ReadAll(path);
        if (!IsMagic(content))
        {
            throw new InputException($"{name} begins with {Convert.ToHexString(content.AsSpan(0, Math.Min(4, content.Length)))}, expected the IDX magic number 000008 and the number of axes, 1 to {MaxRank}");
        }

        int rank = content[3];
        int header = 4 + (4 * rank);
        if (content.Length < header)
        {
            throw new InputException($"{name} ends within its header");
        }

        long[] extents = [.. Enumerable.Range(0, rank).Select(axis => (long)BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(4 + (4 * axis))))];
        string shape = string.Join(", ", extents);
        if (extents.Any(extent => extent is 0 or > int.MaxValue) || extents.Aggregate(1.0, (product, extent) => product * extent) != content.Length - header)
        {
            throw new InputException(Invariant($"{name} has {content.Length - header} bytes of elements, but its header says [{shape}]"));
        }

        return (Array.ConvertAll(extents, extent => (int)extent), content.AsMemory(header));
    }
}
