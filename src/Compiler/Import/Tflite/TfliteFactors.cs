using System.Numerics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Real factors of operators as TensorFlow Lite's own kernels derive them from scales (SEMANTICS section 4).</summary>
internal static class TfliteFactors
{
    private const double OneShifted = 1 << ScaledSum.LeftShift;

    /// <summary>ADD: both operands come to half of the greater scale, so that their sum fits, then to the output scale; quotients in double.</summary>
    public static (double First, double Second, double Output) Sum(float first, float second, float output)
    {
        double twiceGreater = 2.0 * Math.Max(first, second);
        return (first / twiceGreater, second / twiceGreater, twiceGreater / (OneShifted * output));
    }

    /// <summary>SUB: the same quotients in float32.</summary>
    public static (double First, double Second, double Output) Difference(float first, float second, float output)
    {
        float twiceGreater = 2 * Math.Max(first, second);
        return (first / twiceGreater, second / twiceGreater, twiceGreater / ((float)OneShifted * output));
    }

    /// <summary>MUL.</summary>
    public static double Product(float first, float second, float output) => (double)first * second / output;

    /// <summary>MEAN: the count divides the integer multiplier, after as many left shifts as leave its range.</summary>
    /// <param name="ratio">That of a sum: input scale / output scale.</param>
    /// <param name="count">How many codes become one.</param>
    public static QuantizedMultiplier Mean(QuantizedMultiplier ratio, int count)
    {
        int headroom = Math.Min(BitOperations.Log2((uint)count), 31 + ratio.Shift);
        return new QuantizedMultiplier((int)(((long)ratio.Multiplier << headroom) / count), ratio.Shift - headroom);
    }
}
