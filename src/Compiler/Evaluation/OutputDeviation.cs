using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>How far an output is from the exact one, over all samples and elements.</summary>
/// <param name="Name">Of the output.</param>
/// <param name="Elements">Of all samples together.</param>
/// <param name="Changed">Those that differ.</param>
/// <param name="MeanAbsolute">Mean absolute difference, in codes; of a float32 output in its own unit.</param>
/// <param name="Largest">Greatest absolute difference, likewise.</param>
/// <param name="Bias">Mean of approximate less exact, likewise.</param>
/// <param name="Scale">What a code is in real units: <paramref name="MeanAbsolute"/> times this is the real one.</param>
/// <param name="Pearson">Correlation of approximate and exact elements; null where one of them is constant.</param>
internal sealed record OutputDeviation(
    string Name, long Elements, long Changed, double MeanAbsolute, double Largest, double Bias, double Scale, double? Pearson)
{
    /// <summary>Compares an output.</summary>
    /// <param name="output">Which one.</param>
    /// <param name="exact">Its values, samples first.</param>
    /// <param name="approximate">As many.</param>
    public static OutputDeviation Of(TensorDescription output, NpyArray exact, NpyArray approximate)
    {
        double[] a = exact.ToDoubles();
        double[] b = approximate.ToDoubles();
        DifferenceSum sum = new();
        sum.Add(a, b);
        bool isReal = output.Type == Runtime.ElementType.Float32;
        return new OutputDeviation(
            output.Name, sum.Count, sum.Changed, sum.MeanAbsolute, sum.Max, sum.Mean, isReal || output.Scale == 0 ? 1 : output.Scale, Correlation(a, b));
    }

    /// <summary>Pearson's: in two passes, about the means.</summary>
    private static double? Correlation(double[] a, double[] b)
    {
        if (a.Length == 0)
        {
            return null;
        }

        double meanA = a.Average();
        double meanB = b.Average();
        double both = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            both += (a[i] - meanA) * (b[i] - meanB);
            squaresA += (a[i] - meanA) * (a[i] - meanA);
            squaresB += (b[i] - meanB) * (b[i] - meanB);
        }

        return squaresA > 0 && squaresB > 0 ? Math.Clamp(both / Math.Sqrt(squaresA * squaresB), -1, 1) : null;
    }
}
