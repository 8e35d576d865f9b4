namespace QMacVerify.CnnSmallTrainer;

/// <summary>The Adam optimizer (Kingma and Ba, 2015) with its usual constants.</summary>
internal sealed class Adam(int parameterCount)
{
    private const double Decay1 = 0.9;
    private const double Decay2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly double[] mean = new double[parameterCount];
    private readonly double[] square = new double[parameterCount];
    private double power1 = 1;
    private double power2 = 1;

    /// <summary>Moves the parameters one step against the gradient.</summary>
    public void Step(float[] parameters, float[] gradient, double rate)
    {
        power1 *= Decay1;
        power2 *= Decay2;
        for (int i = 0; i < parameters.Length; i++)
        {
            mean[i] = (Decay1 * mean[i]) + ((1 - Decay1) * gradient[i]);
            square[i] = (Decay2 * square[i]) + ((1 - Decay2) * gradient[i] * gradient[i]);
            double meanEstimate = mean[i] / (1 - power1);
            double squareEstimate = square[i] / (1 - power2);
            parameters[i] -= (float)(rate * meanEstimate / (Math.Sqrt(squareEstimate) + Epsilon));
        }
    }
}
