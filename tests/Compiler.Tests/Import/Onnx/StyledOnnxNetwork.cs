using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>How exporters write the same network.</summary>
public enum OnnxStyle
{
    /// <summary>Operators on codes.</summary>
    QOperator,

    /// <summary>Real operators between DequantizeLinear and QuantizeLinear.</summary>
    Qdq,

    /// <summary>The same for any number of images, with shapes that are computed.</summary>
    DynamicBatch,

    /// <summary>Weights in float32 that are quantized in the file, shapes through Slice and Cast, and operators that do nothing.</summary>
    TorchCasts,

    /// <summary>Views of real numbers: pooled images are flattened before they are quantized, weights are stored transposed.</summary>
    FloatViews,
}

/// <summary>A network of int8 codes as an .onnx file in one of the styles; its numbers are those of all styles.</summary>
internal sealed class StyledOnnxNetwork
{
    private readonly OnnxStyle _style;
    private readonly OnnxWriter _writer = new() { Opset = 13 };
    private readonly SplitMix64 _random = new(11);
    private int _count;

    public StyledOnnxNetwork(OnnxStyle style, params int[] imageShape)
    {
        _style = style;
        Image = New(imageShape, zeroPoint: 3);
        _writer.Input(Image.Codes, OnnxWriter.Int8, [style == OnnxStyle.DynamicBatch ? -1 : 1, .. imageShape[1..]]);
    }

    public Value Image { get; }

    private bool IsReal => _style != OnnxStyle.QOperator;

    public byte[] ToArray(Value output) => _writer.Output(output.Codes).ToArray();

    /// <summary>A convolution with padding that keeps the size where the stride is 1; a Relu is the zero point of its codes.</summary>
    public Value Conv(Value x, int channels, int filter, int stride = 1, int groups = 1, bool hasRelu = false)
    {
        int Extent(int extent) => ((extent - 1) / stride) + 1;
        Value y = New([1, channels, Extent(x.Shape[2]), Extent(x.Shape[3])], hasRelu ? -128 : 5, Sum(x, filter * filter * x.Shape[1] / groups));
        OnnxAttribute[] attributes =
        [
            OnnxAttribute.Ints("strides", stride, stride), OnnxAttribute.Int("group", groups),
            OnnxAttribute.Ints("pads", [.. Enumerable.Repeat((long)(filter / 2), 4)]),
        ];
        Weights w = NewWeights(x, [channels, x.Shape[1] / groups, filter, filter]);
        if (!IsReal)
        {
            _writer.Node("QLinearConv", [.. x.Operand, w.Codes, w.ScaleName, w.ZeroName, y.ScaleName, y.ZeroName, w.Bias], [y.Codes], attributes);
            return y;
        }

        _writer.Node("Conv", [Real(x), .. Real(w)], [Named("f", y)], attributes);
        return Quantized(Relu(Named("f", y), y, hasRelu), y);
    }

    public Value Gemm(Value x, int outputs)
    {
        Value y = New([1, outputs], 1, Sum(x, x.Shape[1]));
        Weights w = NewWeights(x, [outputs, x.Shape[1]]);
        OnnxAttribute transposed = OnnxAttribute.Int("transB", 1);
        if (!IsReal)
        {
            _writer.Node("com.microsoft::QGemm", [.. x.Operand, w.Codes, w.ScaleName, w.ZeroName, w.Bias, y.ScaleName, y.ZeroName], [y.Codes], [transposed]);
            return y;
        }

        _writer.Node("Gemm", [Real(x), .. Real(w)], [Named("f", y)], [transposed]);
        return Quantized(Named("f", y), y);
    }

    public Value Add(Value a, Value b, bool hasRelu) => Pair("Add", a, b, New(a.Shape, hasRelu ? -128 : 0, a.Scale + b.Scale), hasRelu);

    public Value Multiply(Value a, Value b) => Pair("Mul", a, b, New(a.Shape, -3, 64 * a.Scale * b.Scale), hasRelu: false);

    public Value Sigmoid(Value x) => One("Sigmoid", "com.microsoft::QLinearSigmoid", x, New(x.Shape, -128, 1 / 256f));

    public Value GlobalAveragePool(Value x) => One("GlobalAveragePool", "com.microsoft::QLinearGlobalAveragePool", x, Pooled(x));

    /// <summary>The mean of each channel, [1, channels].</summary>
    public Value PooledAndFlat(Value x)
    {
        Value pooled = _style == OnnxStyle.FloatViews ? Pooled(x) : GlobalAveragePool(x);
        Value flat = pooled with { Codes = Name(), Shape = pooled.Shape[..2] };
        if (!IsReal)
        {
            _writer.Node("Flatten", [pooled.Codes], [flat.Codes]);
            return flat;
        }

        if (_style == OnnxStyle.FloatViews)
        {
            _writer.Node("GlobalAveragePool", [Real(x)], [Named("f", pooled)]).Node("Squeeze", [Named("f", pooled), Integers(2, 3)], [Named("f", flat)]);
            return Quantized(Named("f", flat), flat);
        }

        string real = Real(pooled);
        switch (_style)
        {
            case OnnxStyle.DynamicBatch:
                string shape = Named("shape", flat);
                _writer.Node("Shape", [real], [shape + "0"]).Node("Gather", [shape + "0", Integers(0)], [shape + "1"])
                    .Node("Concat", [shape + "1", Integers(-1)], [shape], [OnnxAttribute.Int("axis", 0)]).Node("Reshape", [real, shape], [Named("f", flat)]);
                break;
            case OnnxStyle.TorchCasts:
                string size = Named("size", flat);
                _writer.Node("Shape", [real], [size + "0"]).Node("Cast", [size + "0"], [size + "1"], [OnnxAttribute.Int("to", OnnxWriter.Int32)])
                    .Node("Slice", [size + "1", Integers(0), Integers(1)], [size + "2"]).Node("Cast", [size + "2"], [size + "3"], [OnnxAttribute.Int("to", OnnxWriter.Int64)])
                    .Node("Concat", [size + "3", Integers(flat.Shape[1])], [size], [OnnxAttribute.Int("axis", 0)]).Node("Reshape", [real, size], [Named("f", flat)]);
                break;
            default:
                _writer.Node("Flatten", [real], [Named("f", flat)]);
                break;
        }

        return Quantized(Named("f", flat), flat);
    }

    /// <summary>A scale for sums of so many products with random weights.</summary>
    private static float Sum(Value x, int taps) => x.Scale * 0.4f * MathF.Sqrt(taps);

    private Value Pooled(Value x) => New([1, x.Shape[1], 1, 1], x.ZeroPoint, x.Scale);

    private Value One(string op, string quantizedOp, Value x, Value y)
    {
        if (!IsReal)
        {
            _writer.Node(quantizedOp, [.. x.Operand, y.ScaleName, y.ZeroName], [y.Codes]);
            return y;
        }

        _writer.Node(op, [Real(x)], [Named("f", y)]);
        return Quantized(Named("f", y), y);
    }

    private Value Pair(string op, Value a, Value b, Value y, bool hasRelu)
    {
        if (!IsReal)
        {
            _writer.Node($"com.microsoft::QLinear{op}", [.. a.Operand, .. b.Operand, y.ScaleName, y.ZeroName], [y.Codes]);
            return y;
        }

        _writer.Node(op, [Real(a), Real(b)], [Named("f", y)]);
        return Quantized(Relu(Named("f", y), y, hasRelu), y);
    }

    private string Relu(string real, Value y, bool hasRelu)
    {
        if (hasRelu)
        {
            _writer.Node("Relu", [real], [Named("relu", y)]);
        }

        return hasRelu ? Named("relu", y) : real;
    }

    private string Real(Value x)
    {
        string name = Name();
        _writer.Node("DequantizeLinear", [.. x.Operand], [name]);
        return DoNothing(name, "Cast", OnnxAttribute.Int("to", OnnxWriter.Float32));
    }

    private Value Quantized(string real, Value y)
    {
        _writer.Node("QuantizeLinear", [DoNothing(real, "Dropout"), y.ScaleName, y.ZeroName], [y.Codes]);
        return y;
    }

    private string DoNothing(string real, string op, params OnnxAttribute[] attributes)
    {
        if (_style != OnnxStyle.TorchCasts)
        {
            return real;
        }

        string name = Name();
        _writer.Node(op, [real], [name], attributes);
        return name;
    }

    /// <summary>Real weights and bias.</summary>
    private string[] Real(Weights w)
    {
        string name = Name();
        _writer.Node("DequantizeLinear", [w.Codes, w.ScaleName, w.ZeroName], [name], [OnnxAttribute.Int("axis", w.Axis)])
            .Node("DequantizeLinear", [w.Bias, w.BiasScaleName], [name + "b"], [OnnxAttribute.Int("axis", 0)]);
        if (_style != OnnxStyle.FloatViews)
        {
            return [name, name + "b"];
        }

        _writer.Node("Transpose", [name], [name + "t"], w.Rank == 4 ? [OnnxAttribute.Ints("perm", 3, 2, 0, 1)] : []);
        return [name + "t", name + "b"];
    }

    private Value New(int[] shape, int zeroPoint, float scale = 0.05f)
    {
        string name = Name();
        _writer.Scale(name + "s", scale).ZeroPoint(name + "z", (sbyte)zeroPoint);
        return new Value(name, shape, scale, zeroPoint);
    }

    private Weights NewWeights(Value x, int[] shape)
    {
        string name = Name();
        sbyte[] codes = new sbyte[shape.Aggregate(1, (product, extent) => product * extent)];
        _random.FillInt8(codes);
        float[] scales = [.. Enumerable.Range(0, shape[0]).Select(channel => 0.004f + (0.0005f * channel))];
        int[] bias = [.. scales.Select((_, channel) => 300 - (100 * channel))];
        _writer.Scale(name + "s", scales).Scale(name + "bs", [.. scales.Select(scale => x.Scale * scale)]).ZeroPoint(name + "z", new sbyte[shape[0]])
            .Initializer(OnnxWriter.Tensor(name + "b", OnnxWriter.Int32, [shape[0]], bias));
        Weights weights = new(name, shape.Length, Axis: 0);
        int inner = codes.Length / shape[0];
        switch (_style)
        {
            case OnnxStyle.TorchCasts:
                _writer.Initializer(OnnxWriter.Tensor(name + "f", OnnxWriter.Float32, shape, [.. codes.Select((code, i) => code * scales[i / inner])]))
                    .Node("QuantizeLinear", [name + "f", weights.ScaleName, weights.ZeroName], [name], [OnnxAttribute.Int("axis", 0)]);
                return weights;
            case OnnxStyle.FloatViews:
                // Output channels last: rows, columns, inputs, channels of a filter, or the rows of a matrix.
                int[] stored = shape.Length == 4 ? [shape[2], shape[3], shape[1], shape[0]] : [shape[1], shape[0]];
                int area = shape.Length == 4 ? shape[2] * shape[3] : 1;
                _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Int8, stored, [.. Enumerable.Range(0, codes.Length).Select(i =>
                    codes[(i % shape[0] * inner) + (i / shape[0] % shape[1] * area) + (i / shape[0] / shape[1])])]));
                return weights with { Axis = shape.Length - 1 };
            default:
                _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Int8, shape, codes));
                return weights;
        }
    }

    private string Integers(params long[] values)
    {
        string name = Name();
        _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Int64, [values.Length], values));
        return name;
    }

    private static string Named(string prefix, Value y) => prefix + y.Codes;

    private string Name() => $"{_style}{++_count}";

    /// <summary>Codes of one scale.</summary>
    internal sealed record Value(string Codes, int[] Shape, float Scale, int ZeroPoint)
    {
        private readonly string _name = Codes;

        public string ScaleName => _name + "s";

        public string ZeroName => _name + "z";

        public string[] Operand => [Codes, ScaleName, ZeroName];
    }

    /// <summary>Names of constants.</summary>
    private sealed record Weights(string Codes, int Rank, int Axis)
    {
        public string ScaleName => Codes + "s";

        public string ZeroName => Codes + "z";

        public string Bias => Codes + "b";

        public string BiasScaleName => Codes + "bs";
    }
}
