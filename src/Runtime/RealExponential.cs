namespace QMacVerify.Runtime;

/// <summary>Exponentials in float32, and their sum in a softmax, in the order of ONNX Runtime's kernels for AVX2 and FMA.</summary>
/// <remarks>
/// <para>MLAS: <c>MlasComputeExpF32KernelFma3</c> and <c>MlasComputeSumExpF32KernelFma3</c>, whose every multiply-add is fused.</para>
/// <para>
/// The kernels for AVX-512 have the same polynomial and sum by 16 lanes: the same sum for up to 16 elements. They also keep the denormal
/// numbers of differences below -87, which are 0 here.
/// </para>
/// </remarks>
public static class RealExponential
{
    /// <summary>Element i is added to lane i modulo this.</summary>
    public const int Lanes = 8;

    /// <summary>1.5 * 2^23: what is added to it is rounded to an integer.</summary>
    private const float RoundingBias = 12582912;

    /// <summary>exp(value), denormal results included.</summary>
    public static float Of(float value)
    {
        (float power, float x, float p) = Reduce(Math.Clamp(value, -103.9720840454f, 88.7762626647950f));

        // Powers beyond those of normal numbers are multiplied with first.
        int normal = Math.Clamp((int)power, -126, 127);
        float beyond = PowerOfTwo((int)power - normal);
        return MathF.FusedMultiplyAdd(p, x * beyond, beyond) * PowerOfTwo(normal);
    }

    /// <summary>exp(difference) for a number that is not positive; 0 from about -88 on.</summary>
    public static float OfDifference(float difference)
    {
        (float power, float x, float p) = Reduce(Math.Max(-88.3762626647949f, difference));
        return MathF.FusedMultiplyAdd(p, x, 1) * PowerOfTwo((int)power);
    }

    /// <summary>The sum of <see cref="Lanes"/> partial sums: of neighbours, then of neighbours of these, then of both halves.</summary>
    public static float Sum(ReadOnlySpan<float> lanes)
    {
        float first = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
        float second = (lanes[4] + lanes[5]) + (lanes[6] + lanes[7]);
        return first + second;
    }

    /// <summary>m, r and p with <c>exp(value) = 2^m * (p * r + 1)</c>, |r| at most half of ln 2.</summary>
    private static (float Power, float Remainder, float Polynomial) Reduce(float value)
    {
        float power = MathF.FusedMultiplyAdd(1.44269504088896341f, value, RoundingBias) - RoundingBias;
        float x = MathF.FusedMultiplyAdd(power, -6.93145752e-1f, value);
        x = MathF.FusedMultiplyAdd(power, -1.42860677e-6f, x);
        float p = 1.37805939e-3f;
        p = MathF.FusedMultiplyAdd(p, x, 8.37312452e-3f);
        p = MathF.FusedMultiplyAdd(p, x, 4.16695364e-2f);
        p = MathF.FusedMultiplyAdd(p, x, 1.66664720e-1f);
        p = MathF.FusedMultiplyAdd(p, x, 4.99999851e-1f);
        return (power, x, MathF.FusedMultiplyAdd(p, x, 1));
    }

    /// <summary>2^power for -126 to 127; 0 for -127.</summary>
    private static float PowerOfTwo(int power) => BitConverter.Int32BitsToSingle((power + 127) << 23);
}
