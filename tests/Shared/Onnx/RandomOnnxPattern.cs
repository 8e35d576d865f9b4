using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared.Onnx;

/// <summary>
/// A small model as exporters write them, the same for the same seed: real numbers of codes, perhaps a convolution, then chains of
/// functions, movements and shapes that are computed, before codes are made of them again.
/// </summary>
public sealed class RandomOnnxPattern
{
    private readonly SplitMix64 _random;
    private readonly OnnxWriter _writer = new() { Opset = 20 };
    private int[] _shape;
    private int _count;

    public RandomOnnxPattern(int seed)
    {
        _random = new SplitMix64((ulong)seed);
        IsUnsigned = Below(2) == 0;
        _shape = [1, 4 * (1 + Below(2)), 2 * (2 + Below(2)), 2 * (1 + Below(3))];
        _writer.Input("x", Type, _shape);
        InputShape = [.. _shape.Select(extent => (long)extent)];
        string codes = "x";
        string quantization = Quantization(Scale(0.03f + (0.01f * Below(4))));
        for (int stage = 1 + Below(3); stage > 0; stage--)
        {
            string real = Node("DequantizeLinear", [codes, quantization, $"{quantization}_zero"]);
            if (Below(8) == 0)
            {
                real = Resize(real);
            }
            else if (Below(3) == 0)
            {
                int layer = Below(5);
                real = layer switch { 0 => TransposedConvolution(real), 1 => Product(real), _ => Convolution(real) };
                if (stage == 1 && Below(4) == 0)
                {
                    _writer.Output(real, OnnxWriter.Float32, _shape);
                    File = _writer.ToArray();
                    return;
                }

                // With anything between it and its QuantizeLinear the runtime convolves real numbers: exactly, since all scales are powers of two.
                real = Below(3) == 0 ? real : Moves(Functions(layer != 1 && Below(3) == 0 ? PerChannel(real) : real), choosesMaxima: false);
            }
            else
            {
                string moved = Moves(real, choosesMaxima: false);
                real = Moves(Functions(Below(4) switch { 0 => PerChannel(moved), 1 => Pair(moved), 2 => Mean(moved), _ => moved }));
            }

            quantization = Quantization(Scale(0.03f + (0.01f * Below(4))));
            codes = Node("QuantizeLinear", [real, quantization, $"{quantization}_zero"]);
        }

        _writer.Output(codes, Type, _shape);
        File = _writer.ToArray();
    }

    public byte[] File { get; }

    public bool IsUnsigned { get; }

    public IReadOnlyList<long> InputShape { get; }

    private int Type => IsUnsigned ? OnnxWriter.UInt8 : OnnxWriter.Int8;

    private string Functions(string real)
    {
        for (int steps = 1 + Below(4); steps > 0; steps--)
        {
            real = Below(14) switch
            {
                0 => Node("Tanh", [real]),
                1 => Node("Elu", [real], OnnxAttribute.Float("alpha", 0.5f + (0.25f * Below(3)))),
                2 => Node("HardSigmoid", [real], OnnxAttribute.Float("alpha", 0.25f)),
                3 => Node("HardSwish", [real]),
                4 => Node("Gelu", [real]),
                5 => Node("Abs", [real]),
                6 => Node("Neg", [real]),
                7 => Node("Add", [real, Number(Below(100) * 0.017f)]),
                8 => Node("Mul", [Number(0.5f + (Below(100) * 0.013f)), real]),
                9 => Node("Sub", [Number(Below(100) * 0.019f), real]),
                10 => Node("Div", [real, Number(0.5f + (Below(100) * 0.021f))]),
                11 => Node("Max", [real, Number(-0.3f)]),
                12 => Node("Erf", [real]),

                // x * tanh(x), a function of the same codes.
                _ => Node("Mul", [real, Node("Tanh", [real])]),
            };
        }

        return real;
    }

    private string Moves(string real, bool choosesMaxima = true)
    {
        for (int steps = Below(3); steps > 0; steps--)
        {
            real = Below(9) switch
            {
                0 => Transpose(real),
                1 => ShapeArithmetic(real),
                2 => Split(real),
                3 => Gather(real),
                4 => DepthToSpace(real),
                5 => Pad(real),
                6 => Node("Identity", [real]),
                7 when choosesMaxima => Maximum(real),
                _ => Slice(real),
            };
        }

        return real;
    }

    private string Convolution(string real)
    {
        int channels = 4 * (1 + Below(2));
        string weights = $"w{_count++}";
        sbyte[] codes = new sbyte[channels * _shape[1]];
        _random.FillInt8(codes);
        _writer.Initializer(OnnxWriter.Tensor(weights, OnnxWriter.Int8, [_shape[1], channels, 1, 1], codes)).Scale($"{weights}_scale", 1 / 512f).ZeroPoint($"{weights}_zero", 0);
        string transposed = Node("Transpose", [Node("DequantizeLinear", [weights, $"{weights}_scale", $"{weights}_zero"])], OnnxAttribute.Ints("perm", 1, 0, 2, 3));
        _shape = [1, channels, _shape[2], _shape[3]];
        return Below(2) == 0 ? Node("Conv", [real, transposed]) : Node("Conv", [real, transposed, Numbers(channels, channel => (channel - 2) / 16f)]);
    }

    /// <summary>Real numbers with others of the same codes in another order, as they are or of a function.</summary>
    private string Pair(string real)
    {
        string other = Gather(real);
        return Below(6) switch
        {
            0 => Node("Sub", [real, other]),

            // Not by 0: 0 / 0 is NaN, of which the runtime's reductions make this or that.
            1 => Node("Div", [real, Node("Max", [Node("Abs", [other]), Number(0.2f)])]),
            2 => Node("Add", [real, Node("Tanh", [other])]),
            3 => Node("Mul", [Node("Sigmoid", [other]), real]),
            4 => Node("Max", [real, Node("Neg", [other])]),
            _ => Node("Sub", [Node("Mul", [real, Number(1.25f)]), Node("Abs", [other])]),
        };
    }

    private string TransposedConvolution(string real)
    {
        int groups = _shape[1] % 2 == 0 && Below(3) == 0 ? 2 : 1;
        int channels = groups * (1 + Below(5));
        int stride = 1 + Below(2);
        int extra = stride - 1 - Below(stride);
        (int dilationY, int dilationX) = (1 + (Below(4) / 3), 1 + (Below(4) / 3));
        string weights = $"w{_count++}";
        sbyte[] codes = new sbyte[_shape[1] * channels / groups * 2 * 3];
        _random.FillInt8(codes);
        _writer.Initializer(OnnxWriter.Tensor(weights, OnnxWriter.Int8, [_shape[1], channels / groups, 2, 3], codes)).Scale($"{weights}_scale", 1 / 512f).ZeroPoint($"{weights}_zero", 0);
        _shape = [1, channels, ((_shape[2] - 1) * stride) + dilationY + 1 + extra, _shape[3] + (2 * dilationX) - 1];
        return Node(
            "ConvTranspose", [real, Node("DequantizeLinear", [weights, $"{weights}_scale", $"{weights}_zero"]), Numbers(channels, channel => (channel - 2) / 16f)],
            OnnxAttribute.Ints("strides", stride, 1), OnnxAttribute.Ints("output_padding", extra, 0), OnnxAttribute.Ints("pads", 0, 1, 0, 0),
            OnnxAttribute.Int("group", groups), OnnxAttribute.Ints("dilations", dilationY, dilationX));
    }

    /// <summary>A product of matrices, which the runtime computes in integers with real results, whatever the scales.</summary>
    private string Product(string real)
    {
        int columns = 1 + Below(6);
        string weights = $"w{_count++}";
        sbyte[] codes = new sbyte[_shape[3] * columns];
        _random.FillInt8(codes);
        _writer.Initializer(OnnxWriter.Tensor(weights, OnnxWriter.Int8, [_shape[3], columns], codes)).Scale($"{weights}_scale", 0.003f).ZeroPoint($"{weights}_zero", 0);
        _shape = [1, _shape[1], _shape[2], columns];
        return Node("MatMul", [real, Node("DequantizeLinear", [weights, $"{weights}_scale", $"{weights}_zero"])]);
    }

    private string Resize(string real)
    {
        string[] coordinates = ["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"];
        float rows = Scale(_shape[2]);
        float columns = Scale(_shape[3]);
        string name = $"k{_count++}";
        _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Float32, [4], 1f, 1f, rows, columns));
        _shape = [1, _shape[1], (int)(_shape[2] * rows), (int)(_shape[3] * columns)];
        return Node("Resize", [real, "", name], OnnxAttribute.Text("mode", "linear"), OnnxAttribute.Text("coordinate_transformation_mode", coordinates[Below(4)]));

        float Scale(int extent) => ((float[])[1, 1.5f, 2, 3, 0.5f])[Below(extent == 1 ? 4 : 5)];
    }

    private string PerChannel(string real)
    {
        int channels = _shape[1];
        string unsqueezed = $"k{_count++}";
        switch (Below(3))
        {
            case 0:
                _writer.Initializer(OnnxWriter.Tensor(unsqueezed, OnnxWriter.Float32, [channels, 1, 1], [.. Enumerable.Range(0, channels).Select(channel => (channel - 2) / 8f)]));
                return Node("PRelu", [real, unsqueezed]);
            case 1:
                _writer.Initializer(OnnxWriter.Tensor(unsqueezed, OnnxWriter.Float32, [1, channels, 1, 1], [.. Enumerable.Range(0, channels).Select(channel => (channel - 2) / 7f)]));
                return Node("Add", [real, unsqueezed]);
            default:
                return Node("BatchNormalization", [
                    real, Numbers(channels, channel => 0.5f + (channel / 8f)), Numbers(channels, channel => channel / 9f), Numbers(channels, channel => channel / 32f),
                    Numbers(channels, channel => 0.25f + (channel / 3f))]);
        }
    }

    private string Transpose(string real)
    {
        int[][] permutations = [[0, 1, 3, 2], [0, 2, 3, 1], [0, 3, 1, 2]];
        int[] permutation = permutations[Below(3)];
        _shape = [.. permutation.Select(axis => _shape[axis])];
        return Node("Transpose", [real], OnnxAttribute.Ints("perm", [.. permutation.Select(axis => (long)axis)]));
    }

    /// <summary>[n, c, h, w] to [n, c, w, h] by way of Shape, Gather, Concat: as a view of tracing exporters.</summary>
    private string ShapeArithmetic(string real)
    {
        string shape = Node("Shape", [real]);
        string order = List(0, 1, 3, 2);
        _shape = [_shape[0], _shape[1], _shape[3], _shape[2]];
        return Node("Reshape", [real, Node("Cast", [Node("Gather", [shape, order])], OnnxAttribute.Int("to", OnnxWriter.Int64))]);
    }

    private string Split(string real)
    {
        int half = _shape[1] / 2;
        if (half == 0 || _shape[1] % 2 != 0)
        {
            return real;
        }

        string first = $"n{_count++}";
        string second = $"n{_count++}";
        _writer.Node("Split", [real, List(half, half)], [first, second], [OnnxAttribute.Int("axis", 1)]);
        return Node("Concat", [second, first], OnnxAttribute.Int("axis", 1));
    }

    private string Gather(string real)
    {
        int axis = 1 + Below(3);
        int[] indices = [.. Enumerable.Range(0, _shape[axis]).Select(_ => Below(_shape[axis]))];
        return Node("Gather", [real, List([.. indices.Select(index => (long)index)])], OnnxAttribute.Int("axis", axis));
    }

    private string DepthToSpace(string real)
    {
        if (_shape[1] % 4 != 0)
        {
            return real;
        }

        _shape = [1, _shape[1] / 4, _shape[2] * 2, _shape[3] * 2];
        return Node("DepthToSpace", [real], OnnxAttribute.Int("blocksize", 2), OnnxAttribute.Text("mode", Below(2) == 0 ? "DCR" : "CRD"));
    }

    private string Pad(string real)
    {
        string mode = Below(2) == 0 ? "edge" : "reflect";
        int amount = _shape[3] > 1 ? 1 : 0;
        _shape = [_shape[0], _shape[1], _shape[2], _shape[3] + amount];
        return Node("Pad", [real, List(0, 0, 0, amount, 0, 0, 0, 0)], OnnxAttribute.Text("mode", mode));
    }

    private string Maximum(string real)
    {
        _shape = [1, _shape[1], 1, _shape[3]];
        return Node("ReduceMax", [real, List(2)]);
    }

    /// <summary>The mean of rows or columns; of a power of two of them, as the runtime may divide or multiply.</summary>
    private string Mean(string real)
    {
        int axis = 2 + Below(2);
        if (!int.IsPow2(_shape[axis]))
        {
            return real;
        }

        _shape = [.. _shape.Select((extent, other) => other == axis ? 1 : extent)];
        return Node("ReduceMean", [real, List(axis)]);
    }

    private string Slice(string real)
    {
        if (_shape[2] < 2)
        {
            return real;
        }

        _shape = [1, _shape[1], _shape[2] - 1, _shape[3]];
        return Node("Slice", [real, List(1), List(int.MaxValue), List(2)]);
    }

    private string Node(string op, string[] inputs, params OnnxAttribute[] attributes)
    {
        string name = $"n{_count++}";
        _writer.Node(op, inputs, [name], attributes);
        return name;
    }

    /// <summary>One of the scales, rounded to a power of two.</summary>
    private static float Scale(float scale) => MathF.Pow(2, MathF.Round(MathF.Log2(scale)));

    private string Numbers(int count, Func<int, float> of)
    {
        string name = $"k{_count++}";
        _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Float32, [count], [.. Enumerable.Range(0, count).Select(of)]));
        return name;
    }

    private string Number(float value)
    {
        string name = $"k{_count++}";
        _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Float32, [], value));
        return name;
    }

    private string List(params long[] values)
    {
        string name = $"k{_count++}";
        _writer.Initializer(OnnxWriter.Tensor(name, OnnxWriter.Int64, [values.Length], values));
        return name;
    }

    private string Quantization(float scale)
    {
        string name = $"s{_count++}";
        _writer.Scale(name, scale);
        int zeroPoint = Below(5) * 20;
        _ = IsUnsigned ? _writer.UnsignedZeroPoint($"{name}_zero", (byte)(zeroPoint + 60)) : _writer.ZeroPoint($"{name}_zero", (sbyte)(zeroPoint - 40));
        return name;
    }

    private int Below(int count) => _random.NextBelow(count);
}
