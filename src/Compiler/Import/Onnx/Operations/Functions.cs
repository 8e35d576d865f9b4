using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Functions of one real number, in float32 as ONNX Runtime computes them.</summary>
internal static class Functions
{
    public static OnnxValue ImportAbs(OnnxOp op) => Unary.ImportReal(op, MathF.Abs);

    public static OnnxValue ImportNeg(OnnxOp op) => Unary.ImportReal(op, value => -value);

    public static OnnxValue ImportSqrt(OnnxOp op) => Unary.ImportReal(op, MathF.Sqrt);

    public static OnnxValue ImportExp(OnnxOp op) => Unary.ImportReal(op, RealExponential.Of);

    public static OnnxValue ImportTanh(OnnxOp op) => Unary.ImportReal(op, Tanh);

    public static OnnxValue ImportErf(OnnxOp op) => Unary.ImportReal(op, Erf);

    /// <summary>Elu(x): <c>alpha * (exp(x) - 1)</c> below 0.</summary>
    public static OnnxValue ImportElu(OnnxOp op)
    {
        float alpha = op.Node.Float("alpha", 1);
        return Unary.ImportReal(op, value => value >= 0 ? value : alpha * (MathF.Exp(value) - 1));
    }

    /// <summary>HardSigmoid(x): <c>max(0, min(1, alpha * x + beta))</c>.</summary>
    public static OnnxValue ImportHardSigmoid(OnnxOp op)
    {
        float alpha = op.Node.Float("alpha", 0.2f);
        float beta = op.Node.Float("beta", 0.5f);
        return Unary.ImportReal(op, value => HardSigmoid(value, alpha, beta));
    }

    /// <summary>HardSwish(x): x times its HardSigmoid with 1/6 and 1/2.</summary>
    public static OnnxValue ImportHardSwish(OnnxOp op) => Unary.ImportReal(op, value => value * HardSigmoid(value, 1 / 6f, 0.5f));

    public static OnnxValue ImportSoftplus(OnnxOp op) => Unary.ImportReal(op, Softplus);

    /// <summary>Mish(x): x times the tanh of its Softplus.</summary>
    public static OnnxValue ImportMish(OnnxOp op) => Unary.ImportReal(op, value => value * Tanh(Softplus(value)));

    /// <summary>Gelu(x), with the error function or with tanh.</summary>
    public static OnnxValue ImportGelu(OnnxOp op) => op.Node.Text("approximate", "none") == "tanh"
        ? Unary.ImportReal(op, value => 0.5f * value * (Tanh(value * ((0.044715f * 0.7978846f * value * value) + 0.7978846f)) + 1))
        : Unary.ImportReal(op, value => 0.5f * value * (Erf(value * 0.70710678f) + 1));

    /// <summary>PRelu(x, slope): x, and below 0 the slope of its channel times x.</summary>
    public static OnnxValue ImportPRelu(OnnxOp op)
    {
        OnnxIsland island = op.RequireIsland(op.Value(0));
        return OnnxChannelConstant.Of(op.Value(1), island.Shape) is { } slope
            && island.Then(op, slope.Axis, (channel, value) => value >= 0 ? value : value * slope.At(channel)) is { } result
            ? result
            : throw op.Node.Unsupported($"takes its slopes from {OnnxOp.Describe(op.Value(1))}, expected one for each channel");
    }

    /// <summary>BatchNormalization(x, scale, bias, mean, variance): <c>f32(f32(x * k) + b)</c>, <c>k = f32(scale * f32(1 / sqrt(variance + epsilon)))</c>, <c>b = f32(bias - f32(mean * k))</c>.</summary>
    public static OnnxValue ImportBatchNormalization(OnnxOp op)
    {
        OnnxIsland island = op.RequireIsland(op.Value(0));
        int channels = island.Shape.Length > 1 ? island.Shape[1] : 0;
        float[] scale = Of(1, "its scale");
        float[] bias = Of(2, "its bias");
        float[] mean = Of(3, "its mean");
        float[] variance = Of(4, "its variance");
        float epsilon = op.Node.Float("epsilon", 1e-5f);
        float[] factors = [.. scale.Zip(variance, (factor, spread) => 1 / MathF.Sqrt(spread + epsilon) * factor)];
        float[] offsets = [.. Enumerable.Range(0, channels).Select(channel => bias[channel] - (mean[channel] * factors[channel]))];
        return island.Then(op, 1, (channel, value) => (value * factors[channel]) + offsets[channel])
            ?? throw op.Node.Unsupported("normalizes channels beside another axis with functions of its own");

        float[] Of(int input, string what) => op.Constant(input, what) is { Type: OnnxType.Float32 } tensor && tensor.Count == channels
            ? tensor.Singles.ToArray()
            : throw op.Node.ShapeError(Invariant($"takes {what} from {Quote(op.Node.Inputs[input])}, expected float32 [{channels}]"));
    }

    /// <summary>The logistic function: the quotient of polynomials of MLAS between -18 and 18, plus a half.</summary>
    public static float Sigmoid(float value)
    {
        float x = Math.Clamp(value, -18, 18);
        float square = x * x;
        float p = Polynomial(square, 4.37031012579801e-11f, 1.15627324459942e-07f, 6.08574864600143e-05f, 8.51377133304701e-03f, 2.48287947061529e-01f);
        float q = Polynomial(square, 6.10247389755681e-13f, 5.76102136993427e-09f, 6.29106785017040e-06f, 1.70198817374094e-03f, 1.16817656904453e-01f, 9.93151921023180e-01f);
        return Math.Clamp((x * p / q) + 0.5f, 0, 1);
    }

    private static float HardSigmoid(float value, float alpha, float beta) => Math.Max(Math.Min((alpha * value) + beta, 1), 0);

    /// <summary><c>log(exp(x) + 1)</c>, without overflow.</summary>
    private static float Softplus(float value) => value > 0 ? value + MathF.Log(MathF.Exp(-value) + 1) : MathF.Log(MathF.Exp(value) + 1);

    /// <summary>The quotient of polynomials of Eigen and MLAS, between -9 and 9.</summary>
    private static float Tanh(float value)
    {
        float x = Math.Clamp(value, -9, 9);
        float square = x * x;
        float p = Polynomial(square, -2.76076847742355e-16f, 2.00018790482477e-13f, -8.60467152213735e-11f, 5.12229709037114e-08f, 1.48572235717979e-05f, 6.37261928875436e-04f, 4.89352455891786e-03f);
        float q = Polynomial(square, 1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f, 4.89352518554385e-03f);
        return x * p / q;
    }

    /// <summary>Two polynomials that meet at 59/64; beyond, <c>1 - exp(-r)</c>. Coefficients of MLAS.</summary>
    private static float Erf(float value)
    {
        float x = Math.Min(MathF.Abs(value), 3.925f);
        if (x <= 0.921875f)
        {
            float p = Polynomial(x * x, -5.99104969e-4f, 4.99339588e-3f, -2.67667342e-2f, 1.12818025e-1f, -3.76124859e-1f, 1.28379151e-1f);
            return MathF.FusedMultiplyAdd(p, value, value);
        }

        float r = Polynomial(x, 1.72948930e-5f, -3.83208680e-4f, 3.88393435e-3f, -2.42545605e-2f, 1.06777847e-1f, 6.34846687e-1f, 1.28717512e-1f);
        return MathF.CopySign(1 - MathF.Exp(-MathF.FusedMultiplyAdd(r, x, x)), value);
    }

    private static float Polynomial(float x, params ReadOnlySpan<float> coefficients)
    {
        float sum = coefficients[0];
        foreach (float coefficient in coefficients[1..])
        {
            sum = MathF.FusedMultiplyAdd(sum, x, coefficient);
        }

        return sum;
    }
}
