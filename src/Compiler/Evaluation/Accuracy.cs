using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Evaluation;

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
}
