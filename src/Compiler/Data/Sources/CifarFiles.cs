using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>CIFAR-10 and CIFAR-100 in their binary versions: label bytes, then 1024 red, 1024 green and 1024 blue ones, row by row.</summary>
/// <remarks>Format: https://www.cs.toronto.edu/~kriz/cifar.html. CIFAR-100 has a coarse label before the fine one.</remarks>
internal static class CifarFiles
{
    private const int Side = 32;
    private const int PixelBytes = 3 * Side * Side;
    private static readonly string[] Cifar10Classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Which of both a file of a length is; null where it is neither, or might be both.</summary>
    public static DataKind? KindOf(long length) => (length > 0 && length % (PixelBytes + 1) == 0, length > 0 && length % (PixelBytes + 2) == 0) switch
    {
        (true, false) => DataKind.Cifar10,
        (false, true) => DataKind.Cifar100,
        _ => null,
    };

    /// <summary>The samples of all files in a row.</summary>
    /// <param name="files">Paths.</param>
    /// <param name="isCifar100">Which of both it is.</param>
    /// <param name="labels"><c>fine</c> or <c>coarse</c> for CIFAR-100; null is fine.</param>
    /// <exception cref="InputException">A file has another length than whole records, or labels of another data set.</exception>
    public static SampleSource Read(IReadOnlyList<string> files, bool isCifar100, string? labels)
    {
        if (labels is not null && !(isCifar100 && labels is "fine" or "coarse"))
        {
            throw new InputException(isCifar100
                ? $"labels {Quote(labels)}: CIFAR-100 has \"fine\" and \"coarse\" ones"
                : $"labels {Quote(labels)}: CIFAR-10 has its labels within; leave them out");
        }

        int labelBytes = isCifar100 ? 2 : 1;
        int label = isCifar100 && labels != "coarse" ? 1 : 0;
        int classes = !isCifar100 ? 10 : label == 1 ? 100 : 20;
        int record = labelBytes + PixelBytes;
        List<ReadOnlyMemory<byte>> samples = [];
        List<long> found = [];
        foreach (string file in files)
        {
            string name = Quote(Path.GetFileName(file));
            byte[] content = BoundedStream.ReadAll(file);
            if (content.Length == 0 || content.Length % record != 0)
            {
                throw new InputException(Invariant($"{name} has {content.Length} bytes, no whole number of records of {record} bytes"));
            }

            for (int start = 0; start < content.Length; start += record)
            {
                byte value = content[start + label];
                if (value >= classes)
                {
                    throw new InputException(Invariant($"{name} has label {value} in record {start / record}, expected 0 to {classes - 1}"));
                }

                found.Add(value);
                samples.Add(content.AsMemory(start + labelBytes, PixelBytes));
            }
        }

        return new RecordSource(ElementType.UInt8, [3, Side, Side], SampleLayout.Chw, samples)
        {
            Labels = [.. found],
            LabelsSource = Path.GetFileName(files[0]),
            ClassNames = isCifar100 ? [] : Cifar10Classes,
        };
    }
}
