using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Benchmarks;

/// <summary>One convolution with its rectifier as a QDQ model: int8 activations, Gaussian int8 weights with a scale for each channel.</summary>
/// <param name="Name">Its shape.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns.</param>
/// <param name="InChannels">Channels of the image.</param>
/// <param name="OutChannels">Channels of the result.</param>
/// <param name="Filter">Rows and columns of the window; the result is as large as the image.</param>
/// <param name="Groups">1, or the channels of a depthwise convolution.</param>
internal sealed record OnnxLayer(string Name, int Height, int Width, int InChannels, int OutChannels, int Filter, int Groups)
{
    private const float InputScale = 0.05f;

    /// <summary>Trained layers have 20 to 45.</summary>
    private const double WeightDeviation = 36;

    /// <summary>Of an activation's distance to its zero point, the lowest code: root of its mean square.</summary>
    private const double ActivationDeviation = 147;

    public const string Depthwise48 = "depthwise 3x3, 48x48x16";
    public const string Wide56 = "3x3, 56x56x64 to 64";

    /// <summary>From 0.3 M to 305 M MACs: 3x3, depthwise and pointwise.</summary>
    public static IReadOnlyList<OnnxLayer> All { get; } =
    [
        Layer(48, 48, 16, 16, 3, 16),
        Layer(112, 112, 32, 32, 3, 32),
        Layer(25, 5, 64, 64, 1),
        Layer(14, 14, 96, 64, 1),
        Layer(28, 28, 128, 128, 1),
        Layer(56, 56, 128, 128, 1),
        Layer(11, 11, 32, 32, 3),
        Layer(32, 32, 16, 16, 3),
        Layer(8, 8, 64, 64, 3),
        Layer(32, 32, 32, 32, 3),
        Layer(28, 28, 64, 64, 3),
        Layer(56, 56, 64, 64, 3),
        Layer(52, 52, 112, 112, 3),
    ];

    /// <summary>Products of one result.</summary>
    private int Taps => Filter * Filter * InChannels / Groups;

    public long Macs => (long)Height * Width * OutChannels * Taps;

    public bool IsDirect3x3 => Filter == 3 && Groups == 1;

    /// <summary>The model file; the same bytes each time.</summary>
    public byte[] File()
    {
        SplitMix64 random = new(1);
        sbyte[] weights = [.. Enumerable.Range(0, OutChannels * Taps).Select(_ => GaussianWeight(random, WeightDeviation))];
        float[] scales = [.. Enumerable.Range(0, OutChannels).Select(_ => 0.0005f + (random.NextBelow(1000) * 5e-7f))];
        int[] bias = [.. Enumerable.Range(0, OutChannels).Select(_ => random.NextBelow(1000) - 500)];

        // Results spread over the codes: four deviations make the whole range above the rectifier.
        float outputScale = (float)(InputScale * 0.00075 * ActivationDeviation * WeightDeviation * Math.Sqrt(Taps) / 64);
        return new OnnxWriter()
            .Input("x", OnnxWriter.Int8, 1, InChannels, Height, Width)
            .Output("y", OnnxWriter.Int8, 1, OutChannels, Height, Width)
            .Scale("x_scale", InputScale).ZeroPoint("x_zero", -128)
            .Initializer(OnnxWriter.Tensor("w", OnnxWriter.Int8, [OutChannels, InChannels / Groups, Filter, Filter], weights))
            .Scale("w_scale", scales).ZeroPoint("w_zero", new sbyte[OutChannels])
            .Initializer(OnnxWriter.Tensor("b", OnnxWriter.Int32, [OutChannels], bias))
            .Scale("b_scale", [.. scales.Select(scale => scale * InputScale)])
            .Initializer(OnnxWriter.Tensor("b_zero", OnnxWriter.Int32, [OutChannels], new int[OutChannels]))
            .Scale("y_scale", outputScale).ZeroPoint("y_zero", -128)
            .Node("DequantizeLinear", ["x", "x_scale", "x_zero"], ["x_real"])
            .Node("DequantizeLinear", ["w", "w_scale", "w_zero"], ["w_real"], [OnnxAttribute.Int("axis", 0)])
            .Node("DequantizeLinear", ["b", "b_scale", "b_zero"], ["b_real"], [OnnxAttribute.Int("axis", 0)])
            .Node("Conv", ["x_real", "w_real", "b_real"], ["sum"],
            [
                OnnxAttribute.Ints("kernel_shape", Filter, Filter),
                OnnxAttribute.Ints("pads", Filter / 2, Filter / 2, Filter / 2, Filter / 2),
                OnnxAttribute.Int("group", Groups),
            ])
            .Node("Relu", ["sum"], ["y_real"])
            .Node("QuantizeLinear", ["y_real", "y_scale", "y_zero"], ["y"])
            .ToArray();
    }

    public Network Import() => OnnxImporter.Import(File(), "layer.onnx", null, "layer", new Dictionary<string, int[]>());

    /// <summary>A layer of that shape.</summary>
    public static OnnxLayer Layer(int height, int width, int inChannels, int outChannels, int filter, int groups = 1) => new(
        groups > 1 ? $"depthwise {filter}x{filter}, {height}x{width}x{inChannels}" : $"{filter}x{filter}, {height}x{width}x{inChannels} to {outChannels}",
        height, width, inChannels, outChannels, filter, groups);

    /// <summary>A random weight, -127 to 127.</summary>
    public static sbyte GaussianWeight(SplitMix64 random, double deviation) => (sbyte)Math.Clamp(Math.Round(deviation * Gaussian(random)), -127, 127);

    /// <summary>Mean 0, deviation 1: twelve uniform numbers.</summary>
    private static double Gaussian(SplitMix64 random) => Enumerable.Range(0, 12).Sum(_ => random.NextBelow(1 << 16) / 65536.0) - 6;
}
