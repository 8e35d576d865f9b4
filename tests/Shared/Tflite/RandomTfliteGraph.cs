using System.Runtime.InteropServices;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>A random network of int8 or uint8 as a .tflite file, the same for the same seed, of operators that LiteRT delegates and of ones that it does not.</summary>
/// <remarks>Scales are such that codes spread, and now and then beyond what the delegate takes. Weights of -128 do not occur: LiteRT's own kernels wrap there.</remarks>
public sealed class RandomTfliteGraph
{
    private const int Samples = 4;

    private readonly SplitMix64 _random;
    private readonly TfliteWriter _writer = new();
    private readonly bool _isUnsigned;
    private int _count;

    public RandomTfliteGraph(int seed)
    {
        _random = new SplitMix64((ulong)seed);
        _isUnsigned = seed % 4 == 3;
        Codes image = New([1, 4 + Below(4), 4 + Below(4), 1 + Below(4)]);
        _writer.SetInputs(image.Tensor);
        Codes x = image;
        for (int steps = 1 + Below(5); steps > 0; steps--)
        {
            x = Step(x);
        }

        x = Below(3) == 0 ? FullyConnected(Below(2) == 0 ? Reduce(x) : x) : x;
        _writer.SetOutputs(x.Tensor);
        File = _writer.ToArray();
        int[] samples = [Samples, .. image.Shape[1..]];
        byte[] codes = NextCodes(samples);
        Input = _isUnsigned ? NpyArray.Create<byte>(samples, codes) : NpyArray.Create(samples, MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan()));
    }

    public byte[] File { get; }

    /// <summary>Samples of the input.</summary>
    public NpyArray Input { get; }

    private TfliteType Type => _isUnsigned ? TfliteType.UInt8 : TfliteType.Int8;

    /// <summary>The last five have no arithmetic of uint8.</summary>
    private Codes Step(Codes x) => Below(_isUnsigned ? 11 : 16) switch
    {
        0 or 1 => Conv(x),
        2 => Depthwise(x),
        3 => TransposeConv(x),
        4 => Pair(0, 11, x, Depthwise(x), Math.Max),
        5 => Pair(41, 28, x, Depthwise(x), Math.Max),
        6 => Pair(18, 21, x, Depthwise(x), (a, b) => a * b * 90),
        7 => Pair(0, 11, x, Constant(x), Math.Max),
        8 => Pair(18, 21, x, Constant(x), (a, b) => a * b * 90),
        9 => Unary(114, x, New(x.Shape, x.Scale * Ratio())),
        10 => Pool(x),
        11 => Unary(98, x, New(x.Shape, x.Scale * Ratio()), 75, new FlatTable().Float(0, (Below(2) == 0 ? -1 : 1) * 0.7f * Below(5) / 4)),
        12 => Unary(14, x, New(x.Shape, 1f / 256, -128)),
        13 => Unary(28, x, New(x.Shape, 1f / 128, 0)),
        14 => Resize(x),
        _ => Unary(54, x, New(x.Shape, x.Scale * Ratio()), others: Constant(x).Tensor, version: 1),
    };

    private Codes Conv(Codes x)
    {
        int groups = x.Channels % 2 == 0 && Below(3) == 0 ? 2 : 1;
        int channels = groups * (1 + Below(4));
        int filter = 1 + Below(3);
        int[] shape = [channels, filter, filter, x.Channels / groups];
        (int weights, float[] scales) = Weights(shape, axis: 0);
        Codes y = New([1, x.Shape[1], x.Shape[2], channels], Spread(x, scales, filter * filter * x.Channels / groups));
        _writer.Conv2D(x.Tensor, weights, Bias(x, scales, channels), y.Tensor, activation: Activation());
        return y;
    }

    private Codes Depthwise(Codes x)
    {
        (int weights, float[] scales) = Weights([1, 3, 3, x.Channels], axis: 3);
        Codes y = New(x.Shape, Spread(x, scales, 9));
        int[] bias = Below(4) == 0 ? [] : [Bias(x, scales, x.Channels)];
        FlatTable options = new FlatTable().Int32(1, 1).Int32(2, 1).Int32(3, 1).Int8(4, (int)Activation());
        _writer.AddOperator(4, [x.Tensor, weights, .. bias], [y.Tensor], 2, options, version: 3);
        return y;
    }

    /// <summary>SAME, with a stride that may exceed the filter.</summary>
    private Codes TransposeConv(Codes x)
    {
        int filter = 1 + Below(3);
        int stride = 1 + Below(2);
        int channels = 1 + Below(3);
        (int weights, float[] scales) = Weights([channels, filter, filter, x.Channels], axis: 0);
        Codes y = New([1, x.Shape[1] * stride, x.Shape[2] * stride, channels], Spread(x, scales, filter * filter * x.Channels));
        int size = _writer.AddInt32(NextName(), [4], y.Shape);
        _writer.AddOperator(
            67, [size, weights, x.Tensor, .. Below(4) == 0 ? (int[])[] : [Bias(x, scales, channels)]], [y.Tensor], 49,
            new FlatTable().Int8(0, (int)TflitePadding.Same).Int32(1, stride).Int32(2, stride).Int8(3, (int)Activation()), version: 4);
        return y;
    }

    private Codes FullyConnected(Codes x)
    {
        int inputs = x.Shape.Aggregate((product, extent) => product * extent);
        (int weights, float[] scales) = Weights([5, inputs], axis: 0);
        Codes y = New([1, 5], Spread(x, scales, inputs));
        _writer.FullyConnected(x.Tensor, weights, Below(4) == 0 ? TfliteWriter.NoTensor : Bias(x, scales, 5), y.Tensor, Activation());
        return y;
    }

    private Codes Pair(int code, int optionsType, Codes x, Codes other, Func<float, float, float> scale)
    {
        Codes y = New(x.Shape, scale(x.Scale, other.Scale) * Ratio());
        (Codes first, Codes second) = Below(2) == 0 ? (x, other) : (other, x);
        _writer.AddOperator(code, [first.Tensor, second.Tensor], [y.Tensor], optionsType, new FlatTable().Int8(0, (int)Activation()), version: 2);
        return y;
    }

    private Codes Reduce(Codes x)
    {
        bool isMean = Below(2) == 0;
        Codes y = New([1, 1, 1, x.Channels], x.Scale * Ratio() * (isMean ? 1 : MathF.Sqrt(x.Shape[1] * x.Shape[2])));
        int axes = _writer.AddInt32(NextName(), [2], [1, 2]);
        _writer.AddOperator(isMean ? 40 : 74, [x.Tensor, axes], [y.Tensor], 27, new FlatTable().Bool(0, true), version: 2);
        return y;
    }

    private Codes Resize(Codes x)
    {
        Codes y = New([1, 1 + Below(9), 1 + Below(9), x.Channels], x.Scale, x.ZeroPoint);
        int size = _writer.AddInt32(NextName(), [2], y.Shape.AsSpan(1, 2));
        int mode = Below(3);
        return Unary(23, x, y, 15, new FlatTable().Bool(2, mode == 1).Bool(3, mode == 2), others: size, version: 3);
    }

    private Codes Pool(Codes x)
    {
        bool isMax = Below(2) == 0;
        Codes y = New(x.Shape, x.Scale, x.ZeroPoint);
        (isMax ? (Action<int, int, (int, int), (int, int)?, TflitePadding, TfliteActivation>)_writer.MaxPool2D : _writer.AveragePool2D)(
            x.Tensor, y.Tensor, (2, 3), null, TflitePadding.Same, Activation());
        return y;
    }

    private Codes Unary(int code, Codes x, Codes y, int optionsType = 0, FlatTable? options = null, int? others = null, int version = 2)
    {
        _writer.AddOperator(code, others is int other ? [x.Tensor, other] : [x.Tensor], [y.Tensor], optionsType, options, version);
        return y;
    }

    /// <summary>One code for each channel.</summary>
    private Codes Constant(Codes x)
    {
        float scale = x.Scale * Ratio();
        int zeroPoint = _random.NextSByte();
        int[] shape = [1, 1, x.Channels];
        return new Codes(_writer.AddTensor(NextName(), Type, shape, PerTensor(scale, zeroPoint), NextCodes(shape)), shape, scale, zeroPoint);
    }

    /// <summary>One scale for each channel or for all; of uint8 one, and a zero point.</summary>
    private (int Tensor, float[] Scales) Weights(int[] shape, int axis)
    {
        float[] scales = [.. Enumerable.Range(0, _isUnsigned || Below(3) == 0 ? 1 : shape[axis]).Select(_ => 0.004f + (0.00001f * Below(600)))];
        TfliteQuantization quantization = scales.Length > 1 ? TfliteQuantization.PerChannel(scales, axis) : PerTensor(scales[0], _isUnsigned ? Below(100) - 50 : 0);
        byte[] codes = [.. Enumerable.Range(0, shape.Aggregate((product, extent) => product * extent)).Select(_ => (byte)(Below(255) - 127))];
        return (_writer.AddTensor(NextName(), Type, shape, quantization, codes), scales);
    }

    private int Bias(Codes x, float[] scales, int channels)
    {
        float[] products = [.. scales.Select(scale => x.Scale * scale)];
        int[] values = [.. Enumerable.Range(0, channels).Select(_ => Below(6000) - 3000)];
        return _writer.AddInt32(
            NextName(), [channels], values, products.Length == 1 ? TfliteQuantization.PerTensor(products[0]) : TfliteQuantization.PerChannel(products, dimension: 0));
    }

    /// <summary>A scale with which sums of random products spread over the codes.</summary>
    private float Spread(Codes x, float[] scales, int taps) => x.Scale * scales[0] * 100 * MathF.Sqrt(taps) * Ratio();

    /// <summary>Mostly around 1, often a simple fraction, which makes ties; now and then far off.</summary>
    private float Ratio() => Below(12) switch
    {
        0 => MathF.ScaleB(1, Below(24) - 12),
        1 or 2 => 1,
        3 => 2,
        4 => 2f / 3,
        _ => 0.6f + (0.0001f * Below(9000)),
    };

    private TfliteActivation Activation() => (TfliteActivation)(Below(2) * Below(4));

    private Codes New(int[] shape, float? scale = null, int? zeroPoint = null)
    {
        float step = scale ?? 0.01f + (0.0001f * Below(900));
        int zero = zeroPoint ?? _random.NextSByte();
        return new Codes(_writer.AddTensor(NextName(), Type, shape, PerTensor(step, zero)), shape, step, zero);
    }

    /// <summary>The zero point is that of int8; uint8 has it 128 above.</summary>
    private TfliteQuantization PerTensor(float scale, int zeroPoint) => TfliteQuantization.PerTensor(scale, zeroPoint + (_isUnsigned ? 128 : 0));

    private byte[] NextCodes(int[] shape)
    {
        byte[] codes = new byte[shape.Aggregate((product, extent) => product * extent)];
        _random.FillInt8(MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan()));
        return codes;
    }

    private string NextName() => $"t{_count++}";

    private int Below(int limit) => _random.NextBelow(limit);

    private sealed record Codes(int Tensor, int[] Shape, float Scale, int ZeroPoint)
    {
        public int Channels => Shape[^1];
    }
}
