using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>What desktop LiteRT's XNNPACK delegate computes, and from which scales on it refuses an operator (SEMANTICS section 7).</summary>
/// <remarks>Every step is rounded to float32, ties to even; nothing is fused.</remarks>
internal static class Xnnpack
{
    /// <summary>Factors of layers are below; with one that is not, the delegate fails, and with it the model.</summary>
    public const float FactorLimit = 256;

    /// <summary>Fraction bits of factors between codes.</summary>
    private const int TableBits = 8;

    /// <summary>Requantization of a layer of products: <c>f32(f32(inputScale * weightScale[c]) / outputScale)</c>.</summary>
    public static ChannelRequantization Layer(TensorInfo input, TensorInfo weights, TensorInfo output, ClampRange clamp) => ChannelRequantization.OnnxFloat(
        weights.Quantization!.ScaleBits.Select(bits => Bits(Scale(input) * BitConverter.UInt32BitsToSingle(bits) / Scale(output))).ToEquatableArray(), clamp);

    /// <summary>The codes of an interval of real numbers: the zero point is added before rounding, so that ties go to the even code.</summary>
    /// <param name="lower">Real number, or null for no bound.</param>
    /// <param name="upper">Real number, or null for no bound.</param>
    /// <param name="tensor">What is clamped.</param>
    public static ClampRange Clamp(float? lower, float? upper, TensorInfo tensor) => new(
        lower is null ? sbyte.MinValue : Code(lower.Value / Scale(tensor) + tensor.ZeroPoint),
        upper is null ? sbyte.MaxValue : Code(upper.Value / Scale(tensor) + tensor.ZeroPoint));

    /// <summary>ADD: both factors with the shift that they share; null where the delegate refuses the scales. Those of SUB are the same.</summary>
    public static (int First, int Second, int Shift)? Add(TensorInfo first, TensorInfo second, TensorInfo output)
    {
        (float a, float b) = (Ratio(first, output), Ratio(second, output));
        if (!IsWithin(a, -10, 8) || !IsWithin(b, -10, 8))
        {
            return null;
        }

        int shift = 20 - MathF.ILogB(MathF.Max(a, b));
        return (Rounded(MathF.ScaleB(a, shift)), Rounded(MathF.ScaleB(b, shift)), shift);
    }

    /// <summary>MUL: the factor; null where the delegate refuses the scales.</summary>
    public static Rescale? Product(TensorInfo first, TensorInfo second, TensorInfo output)
    {
        float factor = Scale(first) * Scale(second) / Scale(output);
        return IsWithin(factor, -16, 8) ? new Rescale(RequantizationKind.OnnxFloat, QuantizedMultiplier.None, Bits(factor)) : null;
    }

    /// <summary>Factor and constant of SUM.</summary>
    /// <param name="input">The codes.</param>
    /// <param name="output">The result.</param>
    /// <param name="count">How many codes become one.</param>
    public static (uint Factor, uint Constant) Sum(TensorInfo input, TensorInfo output, int count) => Reduced(input, output, count, Ratio(input, output));

    /// <summary>Factor and constant of MEAN; parameters as of SUM.</summary>
    public static (uint Factor, uint Constant) Mean(TensorInfo input, TensorInfo output, int count) =>
        Reduced(input, output, count, Ratio(input, output) * (1f / count));

    /// <summary>Rows or columns of the input around each one of a resized image.</summary>
    /// <param name="from">How many the input has.</param>
    /// <param name="to">How many the output has.</param>
    /// <param name="isAligned">Whether the corner pixels of both images have the same centres.</param>
    /// <param name="hasHalfPixels">Whether pixels are areas, with their centres half a pixel off.</param>
    public static EquatableArray<ResizeSpan> Spans(int from, int to, bool isAligned, bool hasHalfPixels)
    {
        float step = TfliteFactors.ResizeStep(from, to, isAligned);
        float offset = hasHalfPixels ? (0.5f * step) - 0.5f : 0;
        return Enumerable.Range(0, to).Select(i =>
        {
            float position = Math.Clamp((i * step) + offset, 0, from - 1);
            int first = (int)position;
            return XnnpackResizeBilinear.Span(first, Math.Min(first + 1, from - 1), Rounded((position - first) * XnnpackResizeBilinear.One));
        }).ToEquatableArray();
    }

    /// <summary>QUANTIZE of codes; null where the delegate refuses the scales.</summary>
    public static Func<int, long>? Rescaled(TensorInfo input, TensorInfo output) => LeakyRelu(input, output, alpha: 1);

    /// <summary>A factor with eight fraction bits for either side of the zero point; null where the delegate refuses the scales.</summary>
    public static Func<int, long>? LeakyRelu(TensorInfo input, TensorInfo output, float alpha)
    {
        float positive = Ratio(input, output);
        float negative = positive * alpha;
        if (positive is < 1f / 256 or > 128 || MathF.Abs(negative) < 1f / 256 || negative is < -127.99609375f or > 128)
        {
            return null;
        }

        int above = Rounded(256 * positive);
        int below = Rounded(256 * negative);
        return x => (((x - input.ZeroPoint) * (x < input.ZeroPoint ? below : above)) + (output.ZeroPoint << TableBits) + (1 << (TableBits - 1))) >> TableBits;
    }

    /// <summary>A function in float32 of the real number that a code stands for.</summary>
    public static Func<int, long> Function(TensorInfo input, TensorInfo output, Func<float, float> function)
    {
        float inverse = 1 / Scale(output);
        return x =>
        {
            float steps = function((x - input.ZeroPoint) * Scale(input)) * inverse;
            return Code(steps + output.ZeroPoint);
        };
    }

    private static (uint Factor, uint Constant) Reduced(TensorInfo input, TensorInfo output, int count, float factor) =>
        (Bits(factor), Bits(output.ZeroPoint - ((float)(count * input.ZeroPoint) * factor)));

    private static float Scale(TensorInfo tensor) => TfliteNode.Scale(tensor);

    private static float Ratio(TensorInfo input, TensorInfo output) => Scale(input) / Scale(output);

    private static bool IsWithin(float ratio, int least, int limit) => ratio >= MathF.ScaleB(1, least) && ratio < MathF.ScaleB(1, limit);

    private static int Rounded(float value) => (int)MathF.Round(value, MidpointRounding.ToEven);

    private static int Code(float value) => Rounded(Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue));

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
