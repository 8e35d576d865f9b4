using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>What happens to a layer's output: clamped, and, once it is quantized, rounded to a grid.</summary>
/// <param name="Lower">Smallest value; 0 for ReLU.</param>
/// <param name="Upper">Largest value, infinite before quantization.</param>
/// <param name="Step">Distance of the grid points, which begin at <paramref name="Lower"/>; 0 for no grid.</param>
internal readonly record struct ActivationRange(float Lower, float Upper, float Step = 0)
{
    public static readonly ActivationRange Linear = new(float.NegativeInfinity, float.PositiveInfinity);

    public static readonly ActivationRange Relu = new(0, float.PositiveInfinity);

    /// <summary>Clamps, and rounds to the grid. Lengths are multiples of eight.</summary>
    public void Apply(Span<float> values)
    {
        Vector256<float> lower = Vector256.Create(Lower);
        Vector256<float> upper = Vector256.Create(Upper);
        foreach (ref Vector256<float> vector in MemoryMarshal.Cast<float, Vector256<float>>(values))
        {
            Vector256<float> clamped = Vector256.Min(Vector256.Max(vector, lower), upper);
            vector = Step > 0 ? lower + (Vector256.Round((clamped - lower) / Step) * Step) : clamped;
        }
    }

    /// <summary>Passes a gradient straight through the grid, and stops it where the value was clamped.</summary>
    public void Gate(ReadOnlySpan<float> values, Span<float> gradient)
    {
        Vector256<float> lower = Vector256.Create(Lower);
        Vector256<float> upper = Vector256.Create(Upper);
        ReadOnlySpan<Vector256<float>> outputs = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Span<Vector256<float>> gradients = MemoryMarshal.Cast<float, Vector256<float>>(gradient);
        for (int i = 0; i < outputs.Length; i++)
        {
            gradients[i] &= Vector256.GreaterThan(outputs[i], lower) & Vector256.LessThan(outputs[i], upper);
        }
    }
}
