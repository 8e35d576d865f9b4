namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Functions of real numbers in float32, as TensorFlow Lite's reference kernels compute them.</summary>
internal static class RealFunctions
{
    /// <summary>Of one number, by the name of the operator.</summary>
    public static IReadOnlyDictionary<string, Func<TfliteNode, Func<float, float>>> OfOne { get; } = new Dictionary<string, Func<TfliteNode, Func<float, float>>>(StringComparer.Ordinal)
    {
        ["ABS"] = _ => MathF.Abs,
        ["CEIL"] = _ => MathF.Ceiling,
        ["COS"] = _ => MathF.Cos,
        ["ELU"] = _ => value => value < 0 ? (float)(Math.Exp(value) - 1) : value,
        ["EXP"] = _ => MathF.Exp,
        ["FLOOR"] = _ => MathF.Floor,
        ["GELU"] = node => Gelu(node),
        ["HARD_SWISH"] = _ => value => value * Math.Min(6f, Math.Max(0f, value + 3)) / 6,
        ["LEAKY_RELU"] = node =>
        {
            float alpha = node.Options(BuiltinOptions.LeakyReluOptions).Single(Schema.LeakyReluOptions.Alpha);
            return value => value > 0 ? value : value * alpha;
        },
        ["LOG"] = _ => MathF.Log,
        ["LOGISTIC"] = _ => LogisticWithCutoffs,
        ["NEG"] = _ => value => -value,
        ["RELU"] = _ => value => Math.Max(0, value),
        ["RELU6"] = _ => value => Math.Clamp(value, 0, 6),
        ["RELU_N1_TO_1"] = _ => value => Math.Clamp(value, -1, 1),
        ["ROUND"] = _ => value => MathF.Round(value, MidpointRounding.ToEven),
        ["RSQRT"] = _ => value => 1 / MathF.Sqrt(value),
        ["SIN"] = _ => MathF.Sin,
        ["SQRT"] = _ => MathF.Sqrt,
        ["SQUARE"] = _ => value => value * value,
        ["TANH"] = _ => MathF.Tanh,
    };

    /// <summary>Of two numbers, by the name of the operator, with its table of options where it can have a fused activation.</summary>
    public static IReadOnlyDictionary<string, (Func<float, float, float> Function, BuiltinOptions Options)> OfTwo { get; } =
        new Dictionary<string, (Func<float, float, float> Function, BuiltinOptions Options)>(StringComparer.Ordinal)
        {
            ["ADD"] = ((a, b) => a + b, BuiltinOptions.AddOptions),
            ["DIV"] = ((a, b) => a / b, BuiltinOptions.DivOptions),
            ["MAXIMUM"] = (Math.Max, BuiltinOptions.None),
            ["MINIMUM"] = (Math.Min, BuiltinOptions.None),
            ["MUL"] = ((a, b) => a * b, BuiltinOptions.MulOptions),
            ["SQUARED_DIFFERENCE"] = ((a, b) => (a - b) * (a - b), BuiltinOptions.None),
            ["SUB"] = ((a, b) => a - b, BuiltinOptions.SubOptions),
        };

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static float Logistic(float value) => 1 / (1 + MathF.Exp(-value));

    /// <summary>ELU in tables of codes: <c>exp(x) - 1</c> below 0, rounded twice.</summary>
    public static float Elu(float value) => value < 0 ? MathF.Exp(value) - 1 : value;

    /// <summary>GELU, with the error function or with tanh.</summary>
    public static Func<float, float> Gelu(TfliteNode node) => node.Options(BuiltinOptions.GeluOptions).Flag(Schema.GeluOptions.Approximate)
        ? value => 0.5f * value * (1 + MathF.Tanh(0.7978845608f * (value + (0.044715f * value * value * value))))
        : value => 0.5f * value * (float)Erfc(value * -0.70710678118654752440f);

    private static float LogisticWithCutoffs(float value) => value > 16.619047164916992188f ? 1 : value < -9 ? MathF.Exp(value) : Logistic(value);

    /// <summary>The complementary error function in double: its series near 0, its continued fraction beyond.</summary>
    private static double Erfc(double x)
    {
        double square = x * x;
        if (Math.Abs(x) < 2.5)
        {
            // erf(x) = 2 / sqrt(pi) * exp(-x^2) * sum of 2^n x^(2n+1) / (1 * 3 * ... * (2n+1)), all terms of one sign.
            double term = x;
            double sum = x;
            for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
            {
                term *= 2 * square / ((2 * n) + 1);
                sum += term;
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * Math.Exp(-square) * sum);
        }

        // erfc(x) = exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / ...))) for positive x.
        double magnitude = Math.Abs(x);
        double fraction = magnitude;
        for (int n = 60; n >= 1; n--)
        {
            fraction = magnitude + (n / 2.0 / fraction);
        }

        double tail = Math.Exp(-square) / Math.Sqrt(Math.PI) / fraction;
        return x > 0 ? tail : 2 - tail;
    }
}
