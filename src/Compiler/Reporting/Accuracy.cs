using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Top-1 classes of int8 outputs.</summary>
internal static class Accuracy
{
    /// <summary>The class of each sample: position of the greatest code, the first where several are equal.</summary>
    /// <param name="output">Samples first.</param>
    public static int[] Classes(NpyArray output)
    {
        int samples = output.Shape[0];
        int classes = output.Count / samples;
        double[] codes = output.ToDoubles();
        int[] result = new int[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            ReadOnlySpan<double> row = codes.AsSpan(sample * classes, classes);
            for (int c = 1; c < classes; c++)
            {
                if (row[c] > row[result[sample]])
                {
                    result[sample] = c;
                }
            }
        }

        return result;
    }

    /// <summary>Samples whose class is the label.</summary>
    public static int CountCorrect(int[] classes, int[] labels) => classes.Zip(labels).Count(pair => pair.First == pair.Second);

    /// <summary>Reads labels, one integer per sample; more than there are samples are allowed.</summary>
    /// <exception cref="ArrayFormatException">The file is no array of integers, or too short.</exception>
    public static int[] ReadLabels(string path, int samples)
    {
        NpyArray array = NpyFormat.ReadFile(path);
        int[] labels = array.Type switch
        {
            Runtime.ElementType.Int8 => Array.ConvertAll(array.Values<sbyte>().ToArray(), label => (int)label),
            Runtime.ElementType.UInt8 => Array.ConvertAll(array.Values<byte>().ToArray(), label => (int)label),
            Runtime.ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), label => (int)label),
            Runtime.ElementType.Int32 => array.Values<int>().ToArray(),
            Runtime.ElementType.Int64 => Array.ConvertAll(array.Values<long>().ToArray(), label => (int)Math.Clamp(label, -1, int.MaxValue)),
            _ => throw new ArrayFormatException($"{path} is {array}, expected one integer per sample."),
        };
        return labels.Length >= samples
            ? labels[..samples]
            : throw new ArrayFormatException($"{path} has {labels.Length} labels, but there are {samples} samples.");
    }
}
