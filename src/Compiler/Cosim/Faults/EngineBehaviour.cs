using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>What lanes, requantizer and pool compute, right or with a fault.</summary>
/// <param name="Products">All 65,536: activation -128 to 127 outer, weight inner.</param>
/// <param name="Adder">The adder.</param>
/// <param name="Register">The accumulator.</param>
internal sealed record EngineBehaviour(int[] Products, Adder Adder, AccumulatorRegister Register)
{
    /// <summary>A fault: the last product or element of a window is left out.</summary>
    public bool DropsLastTap { get; init; }

    /// <summary>A fault: requantization and averages cut where they should round.</summary>
    public bool CutsFractions { get; init; }

    /// <summary>A fault: a maximum is never below 0.</summary>
    public bool BeginsMaximumAtZero { get; init; }

    /// <summary>A fault: an average is divided by all elements of the window, those outside the image too.</summary>
    public bool CountsPadding { get; init; }

    private int Unused => GraphSemantics.AccumulatorBits - Register.Bits;

    /// <summary>Where the product of two codes is in <see cref="Products"/>.</summary>
    public static int IndexOf(int activation, int weight) => ((activation + 128) << 8) + weight + 128;

    /// <summary>What a register takes of a start value.</summary>
    public int Start(int value) => Register.Saturates
        ? (int)Math.Clamp(value, Register.Range.Lower, Register.Range.Upper)
        : value << Unused >> Unused;

    /// <summary>The register after an addition.</summary>
    public int Add(int acc, int product)
    {
        int sum = Adder.Apply(acc, product);
        if (!Register.Saturates)
        {
            return sum << Unused >> Unused;
        }

        // A sum beyond 32 bits has another sign than its two like operands.
        bool isBeyond = acc < 0 == product < 0 && sum < 0 != acc < 0;
        return isBeyond ? (int)(acc < 0 ? Register.Range.Lower : Register.Range.Upper) : Start(sum);
    }

    /// <summary>An accumulator times its factor, before zero point and clamp.</summary>
    /// <param name="acc">The accumulator.</param>
    /// <param name="kind">How it is rounded.</param>
    /// <param name="factor">Q0.31, or the bits of a float32.</param>
    /// <param name="shift">Positive is left.</param>
    public long Rescale(int acc, RequantizationKind kind, uint factor, int shift)
    {
        int multiplier = (int)(factor & int.MaxValue);
        return (kind, CutsFractions) switch
        {
            (RequantizationKind.OnnxFloat, _) => Integer((float)acc * BitConverter.UInt32BitsToSingle(factor)),
            (RequantizationKind.TfliteSingle, false) => FixedPoint.MultiplyByQuantizedMultiplierSingle(acc, multiplier, shift),
            (RequantizationKind.TfliteSingle, true) => unchecked((int)(((long)acc * multiplier) >> (31 - shift))),
            (_, false) => FixedPoint.MultiplyByQuantizedMultiplier(acc, multiplier, shift),
            (_, true) => FixedPoint.SaturatingRoundingDoublingHighMul(acc << Math.Max(shift, 0), multiplier) >> Math.Max(-shift, 0),
        };
    }

    /// <summary>The average of codes, before its clamp.</summary>
    /// <param name="sum">Of the codes.</param>
    /// <param name="count">What it is divided by, at least 1.</param>
    /// <param name="tiesUp">As <c>average_s32</c> has it.</param>
    public int Average(int sum, int count, bool tiesUp)
    {
        int half = CutsFractions ? 0 : count / 2;
        return tiesUp ? ((sum + (128 * count) + half) / count) - 128 : (sum > 0 ? sum + half : sum - half) / count;
    }

    private long Integer(float scaled) => (long)(CutsFractions ? MathF.Truncate(scaled) : MathF.Round(scaled, MidpointRounding.ToEven));
}
