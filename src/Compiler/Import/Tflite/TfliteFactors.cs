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

    /// <summary>RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR: rows or columns of the input for each one of the output.</summary>
    /// <param name="from">How many the input has.</param>
    /// <param name="to">How many the output has.</param>
    /// <param name="isAligned">Whether the corner pixels of both images have the same centres.</param>
    public static float ResizeStep(int from, int to, bool isAligned) => isAligned && to > 1 ? (from - 1) / (float)(to - 1) : from / (float)to;

    /// <summary>MEAN: the count divides the integer multiplier, after as many left shifts as leave its range.</summary>
    /// <param name="ratio">That of a sum: input scale / output scale.</param>
    /// <param name="count">How many codes become one.</param>
    public static QuantizedMultiplier Mean(QuantizedMultiplier ratio, int count)
    {
        int headroom = Math.Min(BitOperations.Log2((uint)count), 31 + ratio.Shift);
        return new QuantizedMultiplier((int)(((long)ratio.Multiplier << headroom) / count), ratio.Shift - headroom);
    }
}
