using QMacVerify.Compiler.Bounds.Deviation;

namespace QMacVerify.Compiler.Training;

/// <summary>Softmax cross-entropy of logits in codes.</summary>
internal static class CrossEntropy
{
    /// <summary>The loss of a sample.</summary>
    /// <param name="logits">Codes; the zero point changes nothing.</param>
    /// <param name="scale">Of the codes.</param>
    /// <param name="label">The true class.</param>
    /// <returns>The loss, whether the first greatest logit is the label, and the gradient by codes.</returns>
    public static (double Loss, bool IsRight, float[] Gradient) Of(ReadOnlySpan<sbyte> logits, float scale, int label)
    {
        int greatest = Logits.ClassOf(logits);
        double sum = 0;
        double[] shares = new double[logits.Length];
        for (int i = 0; i < logits.Length; i++)
        {
            shares[i] = Math.Exp(scale * (double)(logits[i] - logits[greatest]));
            sum += shares[i];
        }

        float[] gradient = new float[logits.Length];
        for (int i = 0; i < logits.Length; i++)
        {
            gradient[i] = (float)(scale * ((shares[i] / sum) - (i == label ? 1 : 0)));
        }

        return (Math.Log(sum) - (scale * (double)(logits[label] - logits[greatest])), greatest == label, gradient);
    }
}
