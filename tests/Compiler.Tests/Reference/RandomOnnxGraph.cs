using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>A random network of 8-bit codes as an .onnx file, the same for the same seed: operators on codes, or real ones between pairs of Q and DQ.</summary>
/// <remarks>What <c>docs/onnx.md</c> lists as known differences to ONNX Runtime does not occur.</remarks>
internal sealed class RandomOnnxGraph
{
    private readonly SplitMix64 _random;
    private readonly OnnxWriter _writer = new() { Opset = 13 };
    private readonly Dictionary<string, float[]> _scales = [];
    private readonly bool _isReal;
    private int _count;

    public RandomOnnxGraph(int seed)
    {
        _random = new SplitMix64((ulong)seed);
        _isReal = seed % 2 == 1;
        IsUnsigned = seed / 2 % 2 == 1;
        Codes image = New(1, 1 + Below(4), 5 + Below(5), 5 + Below(5));
        _writer.Input(image.Name, Type, image.Shape);
        InputShape = [.. image.Shape.Select(extent => (long)extent)];
        Codes x = Conv(image);
        for (int steps = 2 + Below(4); steps > 0; steps--)
        {
            x = Step(x);
        }

        x = Below(2) == 0 ? GlobalAveragePool(x) : x;
        x = Gemm(x);
        if (Below(2) == 0)
        {
            Softmax(x);
        }

        File = _writer.ToArray();
    }

    public byte[] File { get; }

    public bool IsUnsigned { get; }

    public IReadOnlyList<long> InputShape { get; }

    private int Type => IsUnsigned ? OnnxWriter.UInt8 : OnnxWriter.Int8;

    private int Lowest => IsUnsigned ? 0 : -128;

    private Codes Step(Codes x) => Below(9) switch
    {
        0 => Conv(x),
        1 => Depthwise(x),
        2 => Pair("Add", x, Conv(x, keepsShape: true)),
        3 => Pair("Mul", x, Depthwise(x, keepsShape: true)),
        4 => MaxPool(x),
        5 => AveragePool(x),
        6 => Concat(x, Conv(x, keepsShape: true)),
        7 => Function("LeakyRelu", x, OnnxAttribute.Float("alpha", 0.125f + (0.125f * Below(4)))),
        _ => Function("Sigmoid", x),
    };

    private Codes Conv(Codes x, bool keepsShape = false) =>
        Convolution(x, keepsShape ? x.Shape[1] : 1 + Below(6), groups: 1, keepsShape);

    private Codes Depthwise(Codes x, bool keepsShape = false) => Convolution(x, x.Shape[1], groups: x.Shape[1], keepsShape);

    private Codes Convolution(Codes x, int outChannels, int groups, bool keepsShape)
    {
        int filter = x.Shape[2] < 3 || x.Shape[3] < 3 ? 1 : 1 + (2 * Below(2));
        int stride = keepsShape ? 1 : 1 + Below(2);
        int pad = keepsShape || Below(2) == 0 ? filter / 2 : 0;
        int taps = filter * filter * x.Shape[1] / groups;
        (string[] weights, float scale) = Weights(outChannels, x.Shape[1] / groups, filter, filter);
        bool isClamped = _isReal && Below(3) == 0;
        Codes y = New(Sum(x, scale, taps), isClamped ? Lowest : null, 1, outChannels, Extent(x.Shape[2], filter, stride, pad), Extent(x.Shape[3], filter, stride, pad));
        OnnxAttribute[] attributes =
        [
            OnnxAttribute.Ints("kernel_shape", filter, filter), OnnxAttribute.Ints("strides", stride, stride),
            OnnxAttribute.Ints("pads", pad, pad, pad, pad), OnnxAttribute.Int("group", groups),
        ];
        string bias = Bias(outChannels, x, weights[1]);
        if (!_isReal)
        {
            _writer.Node("QLinearConv", [.. x.Arguments, .. weights, y.Scale, y.ZeroPoint, bias], [y.Name], attributes);
            return y;
        }

        Real("Conv", [Dequantized(x), DequantizedWeights(weights), DequantizedBias(bias)], y, attributes, isClamped);
        return y;
    }

    private Codes Gemm(Codes x)
    {
        int inputs = x.Shape.Aggregate(1, (product, extent) => product * extent);
        Codes flat = x with { Name = $"{x.Name}_flat", Shape = [1, inputs] };
        _writer.Node("Flatten", [x.Name], [flat.Name]);
        int outputs = 2 + Below(8);
        (string[] weights, float scale) = Weights(outputs, inputs);
        Codes y = New(Sum(x, scale, inputs), null, 1, outputs);
        OnnxAttribute transposed = OnnxAttribute.Int("transB", 1);
        string bias = Bias(outputs, x, weights[1]);
        if (!_isReal)
        {
            _writer.Node("com.microsoft::QGemm", [.. flat.Arguments, .. weights, bias, y.Scale, y.ZeroPoint], [y.Name], [transposed]);
            return y;
        }

        Real("Gemm", [Dequantized(flat), DequantizedWeights(weights), DequantizedBias(bias)], y, [transposed]);
        return y;
    }

    private Codes Pair(string op, Codes a, Codes b)
    {
        Codes y = New(op == "Add" ? a.Step + b.Step : 60 * a.Step * b.Step, null, a.Shape);
        if (!_isReal)
        {
            _writer.Node($"com.microsoft::QLinear{op}", [.. a.Arguments, .. b.Arguments, y.Scale, y.ZeroPoint], [y.Name]);
            return y;
        }

        Real(op, [Dequantized(a), Dequantized(b)], y);
        return y;
    }

    private Codes Concat(Codes a, Codes b)
    {
        Codes y = New(Math.Max(a.Step, b.Step), null, 1, a.Shape[1] + b.Shape[1], a.Shape[2], a.Shape[3]);
        OnnxAttribute axis = OnnxAttribute.Int("axis", 1);
        if (!_isReal)
        {
            _writer.Node("com.microsoft::QLinearConcat", [y.Scale, y.ZeroPoint, .. a.Arguments, .. b.Arguments], [y.Name], [axis]);
            return y;
        }

        Real("Concat", [Dequantized(a), Dequantized(b)], y, [axis]);
        return y;
    }

    private Codes MaxPool(Codes x)
    {
        int filter = Math.Min(1 + Below(3), Math.Min(x.Shape[2], x.Shape[3]));
        int stride = 1 + Below(2);
        Codes y = x with { Name = $"q{_count++}", Shape = [1, x.Shape[1], Extent(x.Shape[2], filter, stride, 0), Extent(x.Shape[3], filter, stride, 0)] };
        _writer.Output(y.Name, Type, y.Shape);
        OnnxAttribute[] attributes = [OnnxAttribute.Ints("kernel_shape", filter, filter), OnnxAttribute.Ints("strides", stride, stride)];
        if (!_isReal)
        {
            _writer.Node("MaxPool", [x.Name], [y.Name], attributes);
            return y;
        }

        Real("MaxPool", [Dequantized(x)], y, attributes);
        return y;
    }

    private Codes AveragePool(Codes x)
    {
        int filter = Math.Min(1 + Below(3), Math.Min(x.Shape[2], x.Shape[3]));
        int stride = 1 + Below(2);
        Codes y = New(x.Step, null, 1, x.Shape[1], Extent(x.Shape[2], filter, stride, 0), Extent(x.Shape[3], filter, stride, 0));
        return Unary("AveragePool", x, y, OnnxAttribute.Ints("kernel_shape", filter, filter), OnnxAttribute.Ints("strides", stride, stride));
    }

    private Codes GlobalAveragePool(Codes x) => Unary("GlobalAveragePool", x, New(x.Step / 2, null, 1, x.Shape[1], 1, 1));

    private Codes Function(string op, Codes x, params OnnxAttribute[] attributes) =>
        Unary(op, x, New(op == "Sigmoid" ? 1 / 256f : x.Step, null, x.Shape), attributes);

    private void Softmax(Codes x)
    {
        // Below 1/256 the sums of ONNX Runtime overflow.
        Codes y = New(1.25f / 256, Lowest, x.Shape);
        OnnxAttribute axis = OnnxAttribute.Int("axis", -1);
        Unary("Softmax", x, y, _isReal ? [axis] : [axis, OnnxAttribute.Int("opset", 13)]);
    }

    private Codes Unary(string op, Codes x, Codes y, params OnnxAttribute[] attributes)
    {
        if (_isReal)
        {
            Real(op, [Dequantized(x)], y, attributes);
        }
        else
        {
            _writer.Node($"com.microsoft::QLinear{op}", [.. x.Arguments, y.Scale, y.ZeroPoint], [y.Name], attributes);
        }

        return y;
    }

    /// <summary>An operator on real numbers, and its result as codes; clamped, it goes through Relu.</summary>
    private void Real(string op, string[] inputs, Codes y, OnnxAttribute[]? attributes = null, bool isClamped = false)
    {
        string real = $"{y.Name}_real";
        _writer.Node(op, inputs, [real], attributes);
        if (isClamped)
        {
            _writer.Node("Relu", [real], [$"{real}_clamped"]);
            real = $"{real}_clamped";
        }

        _writer.Node("QuantizeLinear", [real, y.Scale, y.ZeroPoint], [y.Name]);
    }

    private string Dequantized(Codes x)
    {
        string real = $"r{_count++}";
        _writer.Node("DequantizeLinear", x.Arguments, [real]);
        return real;
    }

    private string DequantizedWeights(string[] weights)
    {
        _writer.Node("DequantizeLinear", weights, [$"{weights[0]}_real"], [OnnxAttribute.Int("axis", 0)]);
        return $"{weights[0]}_real";
    }

    private string DequantizedBias(string bias)
    {
        _writer.Node("DequantizeLinear", [bias, $"{bias}_scale"], [$"{bias}_real"], [OnnxAttribute.Int("axis", 0)]);
        return $"{bias}_real";
    }

    /// <summary>int8 weights of zero point 0, with a scale for each channel or one; for unsigned codes also uint8 ones of one zero point.</summary>
    private (string[] Arguments, float Scale) Weights(params int[] shape)
    {
        string name = $"w{_count++}";
        int count = shape.Aggregate(1, (product, extent) => product * extent);
        sbyte[] codes = new sbyte[count];
        _random.FillInt8(codes);
        float scale = 0.002f + (0.001f * Below(9));
        int channels = Below(2) == 0 ? shape[0] : 1;
        float[] scales = [.. Enumerable.Range(0, channels).Select(channel => scale * (1 + (0.07f * channel)))];
        _scales.Add($"{name}_scale", scales);
        _writer.Scale($"{name}_scale", scales);
        if (IsUnsigned && channels == 1 && Below(2) == 0)
        {
            _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.UInt8, shape, [.. codes.Select(code => (byte)(code + 128))]))
                .UnsignedZeroPoint($"{name}_zero", (byte)(110 + Below(40)));
        }
        else
        {
            _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Int8, shape, codes)).ZeroPoint($"{name}_zero", new sbyte[channels]);
        }

        return ([name, $"{name}_scale", $"{name}_zero"], scale);
    }

    private string Bias(int channels, Codes x, string weightScale)
    {
        string name = $"b{_count++}";
        _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Int32, [channels], [.. Enumerable.Range(0, channels).Select(_ => Below(20_001) - 10_000)]))
            .Scale($"{name}_scale", [.. _scales[weightScale].Select(scale => x.Step * scale)]);
        return name;
    }

    /// <summary>A scale that spreads a sum of products of random codes over the codes.</summary>
    private static float Sum(Codes x, float weightScale, int taps) => x.Step * weightScale * 120 * MathF.Sqrt(taps);

    private static int Extent(int extent, int filter, int stride, int pad) => ((extent + (2 * pad) - filter) / stride) + 1;

    private Codes New(params int[] shape) => New(0.02f + (0.01f * Below(8)), null, shape, isOutput: false);

    private Codes New(float scale, int? zeroPoint, params int[] shape) => New(scale * (0.8f + (0.05f * Below(9))), zeroPoint, shape, isOutput: true);

    /// <summary>Names codes; every tensor is an output too, so that each operator is compared.</summary>
    private Codes New(float scale, int? zeroPoint, int[] shape, bool isOutput)
    {
        Codes codes = new($"q{_count++}", shape, scale);
        int zero = zeroPoint ?? (Below(200) + 28 + (IsUnsigned ? 0 : -128));
        _writer.Scale(codes.Scale, scale);
        _ = IsUnsigned ? _writer.UnsignedZeroPoint(codes.ZeroPoint, (byte)zero) : _writer.ZeroPoint(codes.ZeroPoint, (sbyte)zero);
        if (isOutput)
        {
            _writer.Output(codes.Name, Type, shape);
        }

        return codes;
    }

    private int Below(int bound) => _random.NextBelow(bound);

    /// <summary>A tensor of codes; those of one origin share their scale and zero point.</summary>
    private sealed record Codes(string Name, int[] Shape, float Step)
    {
        private readonly string _origin = Name;

        public string Scale => $"{_origin}_scale";

        public string ZeroPoint => $"{_origin}_zero";

        public string[] Arguments => [Name, Scale, ZeroPoint];
    }
}
