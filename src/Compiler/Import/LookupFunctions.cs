using System.Numerics;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Import;

/// <summary>Functions of one code, as TensorFlow Lite Micro computes them (SEMANTICS section 4): int8 in, a number to be clamped to int8 out.</summary>
/// <remarks>Importers evaluate them for all 256 codes, once; a package knows only the tables.</remarks>
internal static class LookupFunctions
{
    /// <summary>QUANTIZE of codes, and the rescaling part of RELU: <c>R(x - zx) + zy</c>.</summary>
    public static Func<int, long> Rescaled(Rescaler rescaler, int inputZeroPoint, int outputZeroPoint) =>
        x => (long)rescaler.Apply(x - inputZeroPoint) + outputZeroPoint;

    /// <summary>LEAKY_RELU: another factor for negative numbers.</summary>
    /// <param name="positive">inputScale / outputScale.</param>
    /// <param name="negative">inputScale * |alpha| / outputScale.</param>
    /// <param name="isFlipped">Whether alpha is negative.</param>
    /// <param name="inputZeroPoint">zx.</param>
    /// <param name="outputZeroPoint">zy.</param>
    public static Func<int, long> LeakyRelu(Rescaler positive, Rescaler negative, bool isFlipped, int inputZeroPoint, int outputZeroPoint) => x =>
    {
        int u = x - inputZeroPoint;
        long scaled = u >= 0 ? positive.Apply(u) : isFlipped ? -(long)negative.Apply(u) : negative.Apply(u);
        return scaled + outputZeroPoint;
    };

    /// <summary>LOGISTIC to scale 1/256 and zero point -128.</summary>
    /// <param name="toQ4">Multiplies by inputScale * 2^27.</param>
    /// <param name="radius">Distance from the zero point beyond which the result is an end of its range.</param>
    /// <param name="inputZeroPoint">zx.</param>
    public static Func<int, long> Logistic(Rescaler toQ4, int radius, int inputZeroPoint) => x => Saturated(x - inputZeroPoint, radius, u =>
    {
        int z = toQ4.Apply(u);
        int probability = z == 0 ? 1 << 30
            : z > 0 ? FixedPoint.OneOverOnePlusX(FixedPoint.ExpOnNegativeValues(-z, 4))
            : int.MaxValue - FixedPoint.OneOverOnePlusX(FixedPoint.ExpOnNegativeValues(z, 4));
        return FixedPoint.RoundingDivideByPowerOfTwo(probability, 23) - 128;
    });

    /// <summary>TANH to scale 1/128 and zero point 0; parameters as for <see cref="Logistic"/>.</summary>
    public static Func<int, long> Tanh(Rescaler toQ4, int radius, int inputZeroPoint) => x => Saturated(x - inputZeroPoint, radius, u =>
    {
        int z = toQ4.Apply(u);

        // A number in Q4 is its double in Q5, and tanh(a) = (1 - exp(-2a)) / (1 + exp(-2a)).
        int magnitude = z == 0 ? 0 : FixedPoint.OneMinusXOverOnePlusX(FixedPoint.ExpOnNegativeValues(-Math.Abs(z), 5));
        return FixedPoint.RoundingDivideByPowerOfTwo(z < 0 ? -magnitude : magnitude, 24);
    });

    /// <summary>HARD_SWISH: <c>x * clamp(x + 3, 0, 6) / 6</c> in 16 bits.</summary>
    /// <param name="outputMultiplier">inputScale / 128 / outputScale, rounded to 15 bits, with its shift, at most 0.</param>
    /// <param name="reluMultiplier">inputScale / 128 / (3 / 32768), likewise; its shift may be positive.</param>
    /// <param name="inputZeroPoint">zx.</param>
    /// <param name="outputZeroPoint">zy.</param>
    public static Func<int, long> HardSwish(
        (int Multiplier, int Shift) outputMultiplier, (int Multiplier, int Shift) reluMultiplier, int inputZeroPoint, int outputZeroPoint) => x =>
    {
        int scaled = (x - inputZeroPoint) * 128;
        int onOutputScale = HighMul16(scaled, outputMultiplier.Multiplier);
        int relu = scaled;
        if (reluMultiplier.Shift > 0)
        {
            relu = Saturate16((long)relu << (reluMultiplier.Shift - 1));
        }

        relu = HighMul16(relu, reluMultiplier.Multiplier);
        if (reluMultiplier.Shift > 0)
        {
            relu = Saturate16(relu * 2L);
        }
        else if (reluMultiplier.Shift < 0)
        {
            relu = FixedPoint.RoundingDivideByPowerOfTwo(relu, -reluMultiplier.Shift);
        }

        // From [-1, 1) to [0, 1).
        relu = (relu + 32768) >> 1;
        int product = relu * onOutputScale / 32768;
        return (long)FixedPoint.RoundingDivideByPowerOfTwo(product, -outputMultiplier.Shift) + outputZeroPoint;
    };

    /// <summary>Fraction bits of <see cref="InverseRoot"/> between its two steps.</summary>
    public const int InverseRootBits = 20;

    /// <summary>RSQRT of codes from the zero point on: the root of <c>x - zx</c> with 20 fraction bits, then rescaled. 0 gives the greatest code.</summary>
    /// <param name="multiply">1 times a quantized multiplier.</param>
    /// <param name="rescaler">Multiplies by <c>2^-20 / (sqrt(inputScale) * outputScale)</c>.</param>
    /// <param name="inputZeroPoint">zx.</param>
    /// <param name="outputZeroPoint">zy.</param>
    public static Func<int, long> InverseRoot(
        Func<(int Multiplier, int Shift), int> multiply, Rescaler rescaler, int inputZeroPoint, int outputZeroPoint) => x =>
    {
        int u = x - inputZeroPoint;
        if (u == 0)
        {
            return sbyte.MaxValue;
        }

        (int multiplier, int shift) = InverseRootMultiplier(u);
        return (long)rescaler.Apply(multiply((multiplier, shift + InverseRootBits))) + outputZeroPoint;
    };

    /// <summary>1 / sqrt(x) as a quantized multiplier, by five steps of Newton's method in Q3.28 (GetInvSqrtQuantizedMultiplierExp).</summary>
    private static (int Multiplier, int Shift) InverseRootMultiplier(int x)
    {
        if (x <= 1)
        {
            return (int.MaxValue, 0);
        }

        int pairs = ((BitOperations.LeadingZeroCount((uint)x) - 1) / 2) - 1;
        int shift = 11 - pairs;
        int half = FixedPoint.RoundingDivideByPowerOfTwo((x << (2 * pairs)) >> 1, 1);
        const int ThreeHalves = (1 << 28) + (1 << 27);
        int root = 1 << 28;
        for (int step = 0; step < 5; step++)
        {
            int cube = SaturatingShiftLeft(HighMul(HighMul(root, root), root), 6);
            root = SaturatingShiftLeft(HighMul(ThreeHalves, root) - HighMul(half, cube), 3);
        }

        const int HalfRootOfTwo = 1518500250;
        root = HighMul(root, HalfRootOfTwo);
        return shift < 0 ? (root << -shift, 0) : (root, -shift);
    }

    private static int HighMul(int a, int b) => FixedPoint.SaturatingRoundingDoublingHighMul(a, b);

    private static int SaturatingShiftLeft(int x, int shift) => (int)Math.Clamp((long)x << shift, int.MinValue, int.MaxValue);

    private static long Saturated(int u, int radius, Func<int, long> inside) =>
        u <= -radius ? sbyte.MinValue : u >= radius ? sbyte.MaxValue : inside(u);

    private static int HighMul16(int a, int b) => Saturate16((((long)a * b) + (1 << 14)) >> 15);

    private static int Saturate16(long x) => (int)Math.Clamp(x, short.MinValue, short.MaxValue);
}
