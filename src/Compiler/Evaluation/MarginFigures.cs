using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>How far the greatest output is above the second, sample by sample: what an error must exceed to change a class.</summary>
/// <param name="Least">In codes; of float32 outputs in their unit.</param>
/// <param name="Median">Likewise; the lower one of two in the middle.</param>
/// <param name="Mean">Likewise.</param>
/// <param name="Ties">Samples where both are equal.</param>
internal sealed record MarginFigures(double Least, double Median, double Mean, int Ties)
{
    /// <summary>The margins of outputs.</summary>
    /// <param name="output">Samples, then at least two classes.</param>
    public static MarginFigures Of(NpyArray output)
    {
        double[] margins = Margins(output);
        Array.Sort(margins);
        return new MarginFigures(margins[0], margins[(margins.Length - 1) / 2], margins.Average(), margins.Count(margin => margin == 0));
    }

    /// <summary>The margin of each sample.</summary>
    private static double[] Margins(NpyArray output)
    {
        int samples = output.Shape[0];
        int classes = output.Count / samples;
        double[] values = output.ToDoubles();
        double[] margins = new double[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            (double first, double second) = (double.NegativeInfinity, double.NegativeInfinity);
            foreach (double value in values.AsSpan(sample * classes, classes))
            {
                (first, second) = value > first ? (value, first) : (first, Math.Max(second, value));
            }

            margins[sample] = first - second;
        }

        return margins;
    }
}
