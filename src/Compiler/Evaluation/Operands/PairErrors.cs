namespace QMacVerify.Compiler.Evaluation.Operands;

/// <summary>Errors of a multiplier on pairs of operands, each as often as it occurs; e is circuit minus exact.</summary>
/// <param name="Pairs">Products.</param>
/// <param name="Bias">Mean of e.</param>
/// <param name="Mae">Mean of |e|.</param>
/// <param name="Rms">Root of the mean of e squared.</param>
/// <param name="Wce">Greatest |e| of a pair that occurs.</param>
/// <param name="Ep">Share of products with e != 0, 0 to 1.</param>
internal sealed record PairErrors(long Pairs, double Bias, double Mae, double Rms, int Wce, double Ep)
{
    /// <summary>Every pair once, as error figures of circuits are published.</summary>
    /// <param name="errors">Of all 65,536 pairs.</param>
    public static PairErrors Uniform(int[] errors)
    {
        long[] counts = new long[errors.Length];
        Array.Fill(counts, 1);
        return Of([(counts, errors)]);
    }

    /// <summary>Errors of some layers together.</summary>
    /// <param name="layers">How often each pair occurs in a layer, and its error there, in the order of <see cref="Generators.Circuits.MultiplierTable"/>.</param>
    public static PairErrors Of(IEnumerable<(long[] Counts, int[] Errors)> layers)
    {
        // Counts of all products of a data set times errors of 16 bits squared leave 64 bits.
        (Int128 pairs, Int128 sum, Int128 absolute, Int128 squares, Int128 wrong, int worst) = (0, 0, 0, 0, 0, 0);
        foreach ((long[] counts, int[] errors) in layers)
        {
            for (int pair = 0; pair < counts.Length; pair++)
            {
                Int128 count = counts[pair];
                long error = errors[pair];
                pairs += count;
                if (error != 0 && count != 0)
                {
                    sum += count * error;
                    absolute += count * Math.Abs(error);
                    squares += count * (error * error);
                    wrong += count;
                    worst = Math.Max(worst, (int)Math.Abs(error));
                }
            }
        }

        double whole = Math.Max(1, (double)pairs);
        return new PairErrors(
            (long)pairs, (double)sum / whole, (double)absolute / whole, Math.Sqrt((double)squares / whole), worst, (double)wrong / whole);
    }
}
