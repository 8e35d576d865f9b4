using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>
/// A small model with products of two computed matrices, the same for the same seed: stacks that broadcast, a matrix with its own transpose, a stack
/// of constant matrices, or an attention; as operators of codes or between DequantizeLinear and QuantizeLinear.
/// </summary>
internal sealed class RandomOnnxProduct
{
    private readonly SplitMix64 _random;
    private readonly OnnxWriter _writer = new() { Opset = 13 };
    private readonly bool _isReal;
    private int _count;

    public RandomOnnxProduct(int seed)
    {
        _random = new SplitMix64((ulong)seed);
        IsUnsigned = Below(2) == 0;
        _isReal = Below(2) == 0;
        (int rows, int depth) = (2 + Below(4), 1 + Below(24));
        int form = seed % 6;
        int[] shape = form is 0 or 1 ? [rows, 3] : [1 + Below(2), rows, depth];
        InputShape = [.. shape.Select(extent => (long)extent)];
        _writer.Input("x", Type, shape);
        string input = Quantized("x", 0.02f);
        switch (form)
        {
            case 0:
                Output(Attention(input, rows, 3, heads: 2, depth: 1 + Below(8)), [1, rows, 2, -1]);
                break;
            case 1:
                // Six matrices of the output, made of two and of three.
                string first = Move("Reshape", Layer(input, 3, 6 * depth), "shape", 2, 1, rows * 3, depth);
                string second = Move("Reshape", Layer(input, 3, 6 * depth), "shape", 1, 3, depth, rows * 2);
                Output(Product(first, second), [2, 3, rows * 3, rows * 2]);
                break;
            case 2:
                Output(Product(input, Move("Transpose", input, "perm", 0, 2, 1)), [shape[0], rows, rows]);
                break;
            case 3:
                Output(Product(input, Constant([shape[0], depth, 5])), [shape[0], rows, 5]);
                break;
            case 4:
                Output(Product(Constant([3, rows]), input), [shape[0], 3, depth]);
                break;
            default:
                Real(input, Move("Transpose", input, "perm", 0, 2, 1), shape);
                break;
        }

        File = _writer.ToArray();
    }

    public byte[] File { get; }

    public bool IsUnsigned { get; }

    public IReadOnlyList<long> InputShape { get; }

    private int Type => IsUnsigned ? OnnxWriter.UInt8 : OnnxWriter.Int8;

    private int Below(int bound) => _random.NextBelow(bound);

    /// <summary>Softmax of products of queries and keys, times values.</summary>
    private string Attention(string input, int tokens, int channels, int heads, int depth)
    {
        string Head(params long[] order) => Move("Transpose", Move("Reshape", Layer(input, channels, heads * depth), "shape", 1, tokens, heads, depth), "perm", order);

        string scores = Product(Head(0, 2, 1, 3), Head(0, 2, 3, 1), 0.05f);
        string weights = Result("Softmax", "com.microsoft::QLinearSoftmax", 1 / 256f, isLeast: true, [OnnxAttribute.Int("axis", -1), .. _isReal ? [] : new[] { OnnxAttribute.Int("opset", 13) }], scores);
        return Move("Transpose", Product(weights, Head(0, 2, 1, 3)), "perm", 0, 2, 1, 3);
    }

    /// <summary>The accumulators of a product, or its real result.</summary>
    private void Real(string first, string second, int[] shape)
    {
        int[] result = [shape[0], shape[1], shape[1]];
        if (_isReal)
        {
            _writer.Node("MatMul", [Real(first), Real(second)], ["y"]).Output("y", OnnxWriter.Float32, result);
        }
        else
        {
            _writer.Node("MatMulInteger", [first, second, $"{Origin(first)}_zero", $"{Origin(second)}_zero"], ["y"]).Output("y", OnnxWriter.Int32, result);
        }
    }

    /// <summary>Codes times constant weights.</summary>
    private string Layer(string input, int inChannels, int outChannels) => Product(input, Constant([inChannels, outChannels]), 0.04f);

    private string Product(string first, string second, float scale = 0.05f) => Result("MatMul", "QLinearMatMul", scale * (1 + Below(3)), isLeast: false, [], first, second);

    private string Constant(int[] shape)
    {
        sbyte[] codes = new sbyte[shape.Aggregate(1, (product, extent) => product * extent)];
        _random.FillInt8(codes);
        string name = $"w{_count++}";
        _writer.Initializer(OnnxWriter.Tensor(name, Type, shape, codes));
        return Quantized(name, 0.01f);
    }

    /// <summary>The codes that an operator gives, in either form.</summary>
    private string Result(string real, string quantized, float scale, bool isLeast, OnnxAttribute[] attributes, params string[] inputs)
    {
        string name = Quantized($"q{_count++}", scale, isLeast);
        if (_isReal)
        {
            _writer.Node(real, [.. inputs.Select(Real)], [$"{name}_real"], attributes).Node("QuantizeLinear", [$"{name}_real", $"{name}_scale", $"{name}_zero"], [name]);
        }
        else
        {
            _writer.Node(
                quantized, [.. inputs.Append(name).SelectMany((input, i) => new[] { input, $"{Origin(input)}_scale", $"{Origin(input)}_zero" }[(i == inputs.Length ? 1 : 0)..])], [name], attributes);
        }

        return name;
    }

    /// <summary>Codes that are moved have the scale of those that they are.</summary>
    private string Move(string op, string input, string parameter, params long[] values)
    {
        string name = $"{Origin(input)}@{_count++}";
        if (op == "Reshape")
        {
            _writer.Initializer(OnnxWriter.Tensor($"{name}_{parameter}", OnnxWriter.Int64, [values.Length], values));
        }

        (string from, string to) = _isReal ? (Real(input), $"{name}_moved") : (input, name);
        _writer.Node(op, op == "Reshape" ? [from, $"{name}_{parameter}"] : [from], [to], op == "Reshape" ? null : [OnnxAttribute.Ints(parameter, values)]);
        if (_isReal)
        {
            _writer.Node("QuantizeLinear", [to, $"{Origin(input)}_scale", $"{Origin(input)}_zero"], [name]);
        }

        return name;
    }

    private string Real(string codes)
    {
        string name = $"{codes}_real{_count++}";
        _writer.Node("DequantizeLinear", [codes, $"{Origin(codes)}_scale", $"{Origin(codes)}_zero"], [name]);
        return name;
    }

    private static string Origin(string codes) => codes.Split('@')[0];

    /// <summary>Gives codes a scale and a zero point.</summary>
    private string Quantized(string name, float scale, bool isLeast = false)
    {
        int zeroPoint = isLeast ? -128 : Below(200) - 100;
        _writer.Scale($"{name}_scale", scale);
        _ = IsUnsigned ? _writer.UnsignedZeroPoint($"{name}_zero", (byte)(zeroPoint + 128)) : _writer.ZeroPoint($"{name}_zero", (sbyte)zeroPoint);
        return name;
    }

    private void Output(string codes, int[] shape) => _writer.Output(codes, Type, shape);
}
