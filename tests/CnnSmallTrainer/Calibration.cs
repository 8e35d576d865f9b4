using QMacVerify.Compiler.Demo;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>The activation grids of the quantized network, chosen from what a float network does with samples.</summary>
internal sealed record Calibration(
    QuantizationGrid Conv1,
    QuantizationGrid Conv2,
    QuantizationGrid Depthwise,
    QuantizationGrid Pointwise,
    QuantizationGrid Add,
    QuantizationGrid Logits)
{
    /// <summary>
    /// Share of values that a clamp may cut off, at each end. The pool keeps the grid of the add, and means are much
    /// smaller than the largest value: a grid that spans every outlier would leave them only a few steps.
    /// </summary>
    private const double Clipped = 1e-4;

    public NetworkRanges Ranges => new(Conv1.Range, Conv2.Range, Depthwise.Range, Pointwise.Range, Add.Range);

    /// <summary>Grids from the values that <paramref name="network"/> computes.</summary>
    public static Calibration Of(FloatNetwork network, DigitSample[] samples)
    {
        List<float>[] seen = [[], [], [], [], [], []];
        Activations values = new();
        foreach (DigitSample sample in samples)
        {
            network.Forward(sample.Pixels, values);
            float[][] activations = [values.Conv1, values.Conv2, values.Depthwise, values.Pointwise, values.Add, values.Logits];
            foreach ((int index, float[] activation) in activations.Index())
            {
                seen[index].AddRange(activation);
            }
        }

        QuantizationGrid[] grids = [.. seen.Select(GridOf)];
        return new Calibration(grids[0], grids[1], grids[2], grids[3], grids[4], grids[5]);
    }

    private static QuantizationGrid GridOf(List<float> values)
    {
        values.Sort();
        int clipped = (int)(values.Count * Clipped);
        return QuantizationGrid.Spanning(Math.Min(values[clipped], 0), Math.Max(values[^(1 + clipped)], 0));
    }
}
