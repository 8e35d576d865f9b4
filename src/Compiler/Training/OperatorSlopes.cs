using QMacVerify.Compiler.Tuning;

namespace QMacVerify.Compiler.Training;

/// <summary>What a circuit's product changes by with each operand: the gradient that stands for a step function.</summary>
/// <remarks>
/// The slope of a table is that of the straight line that fits best, in the sense of least squares, the products of the operand and its
/// neighbours up to <see cref="Reach"/>: a smoothed difference, as in Meng et al., "Gradient Approximation of Approximate Multipliers for
/// High-Accuracy Deep Neural Network Retraining" (DATE 2025), which at the ends of int8 needs no rule of its own. For the exact product
/// it is the other operand, everywhere.
/// </remarks>
internal sealed class OperatorSlopes
{
    /// <summary>Neighbours on each side.</summary>
    public const int Reach = 32;

    /// <param name="products">65,536, activation outer, weight inner, each from -128 on.</param>
    public OperatorSlopes(ReadOnlySpan<int> products)
    {
        ByActivation = Slopes(products, step: LayerTable.Codes, other: 1);
        ByWeight = Slopes(products, step: 1, other: LayerTable.Codes);
    }

    /// <summary>d product / d activation, in the order of the products.</summary>
    public float[] ByActivation { get; }

    /// <summary>d product / d weight, likewise.</summary>
    public float[] ByWeight { get; }

    private static float[] Slopes(ReadOnlySpan<int> products, int step, int other)
    {
        float[] slopes = new float[products.Length];
        for (int line = 0; line < LayerTable.Codes; line++)
        {
            for (int at = 0; at < LayerTable.Codes; at++)
            {
                int first = Math.Max(0, at - Reach);
                int last = Math.Min(LayerTable.Codes - 1, at + Reach);

                // Twice the distance from the middle of the neighbours, which is a whole number.
                long sum = 0;
                long squares = 0;
                for (int i = first; i <= last; i++)
                {
                    long distance = (2 * i) - first - last;
                    sum += distance * products[(line * other) + (i * step)];
                    squares += distance * distance;
                }

                slopes[(line * other) + (at * step)] = (float)(2.0 * sum / squares);
            }
        }

        return slopes;
    }
}
