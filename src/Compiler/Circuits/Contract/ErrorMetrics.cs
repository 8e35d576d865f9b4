namespace QMacVerify.Compiler.Circuits.Contract;

/// <summary>The usual figures of an approximate multiplier, over all 65,536 pairs of operands; e is circuit minus exact.</summary>
/// <param name="Mae">Mean of |e|.</param>
/// <param name="Wce">Greatest |e|.</param>
/// <param name="Ep">Share of pairs with e != 0, 0 to 1.</param>
/// <param name="Mre">Sum of |e| / |exact| over the pairs whose exact product is not 0, divided by 65,536 (SEMANTICS section 5).</param>
/// <param name="MreOfNonzero">The same divided by the number of those pairs, 65,025: what EvoApproxLib publishes as MRE.</param>
/// <param name="Mse">Mean of e squared.</param>
/// <param name="Bias">Mean of e.</param>
internal sealed record ErrorMetrics(double Mae, int Wce, double Ep, double Mre, double MreOfNonzero, double Mse, double Bias)
{
    /// <summary>Measures a table.</summary>
    /// <param name="products">In numeric order, first operand outer.</param>
    /// <param name="first">Least operand: -128 or 0.</param>
    public static ErrorMetrics Of(int[] products, int first)
    {
        const int codes = 256;
        (long absolute, long signed, long squared, int wrong, int worst, int nonzero, double relative) = (0, 0, 0, 0, 0, 0, 0);
        for (int index = 0; index < products.Length; index++)
        {
            int exact = ((index / codes) + first) * ((index % codes) + first);
            int error = products[index] - exact;
            int magnitude = Math.Abs(error);
            absolute += magnitude;
            signed += error;
            squared += (long)error * error;
            wrong += error == 0 ? 0 : 1;
            worst = Math.Max(worst, magnitude);
            nonzero += exact == 0 ? 0 : 1;
            relative += exact == 0 ? 0 : (double)magnitude / Math.Abs(exact);
        }

        double count = products.Length;
        return new ErrorMetrics(absolute / count, worst, wrong / count, relative / count, relative / nonzero, squared / count, signed / count);
    }
}
