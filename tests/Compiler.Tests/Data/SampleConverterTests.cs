using System.Runtime.InteropServices;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Data.Sources;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using ElementType = QMacVerify.Runtime.ElementType;

namespace QMacVerify.Compiler.Tests.Data;

/// <summary>The numbers of files to codes, against the formula written out here, in both orders of axes on both sides.</summary>
public sealed class SampleConverterTests
{
    private const int Height = 3;
    private const int Width = 5;
    private const int Channels = 3;

    [Theory]
    [InlineData(false, false, "Rgb")]
    [InlineData(false, true, "Rgb")]
    [InlineData(true, false, "Rgb")]
    [InlineData(true, true, "Bgr")]
    [InlineData(true, false, "Bgr")]
    public void Convert_Normalized_FollowsTheFormulaInEveryOrder(bool hasPlanes, bool takesPlanes, string order)
    {
        double[] mean = [0.485, 0.456, 0.406];
        double[] deviation = [0.229, 0.224, 0.225];
        byte[,,] pixels = new byte[Height, Width, Channels];
        SplitMix64 random = new(5);
        byte[] stored = new byte[pixels.Length];
        foreach ((int y, int x, int c) in Places())
        {
            pixels[y, x, c] = (byte)random.NextBelow(256);
            stored[hasPlanes ? (((c * Height) + y) * Width) + x : (((y * Width) + x) * Channels) + c] = pixels[y, x, c];
        }

        TensorDescription input = new("x", ElementType.Int8, takesPlanes ? [1, Channels, Height, Width] : [1, Height, Width, Channels], 0.0186f, -14);
        SampleConverter converter = new(
            Declaration with { Scale = 1 / 255.0, Mean = mean, Deviation = deviation, Channels = order == "Bgr" ? ChannelOrder.Bgr : null },
            input,
            takesPlanes ? TensorLayout.Nchw : TensorLayout.Nhwc);
        sbyte[] codes = new sbyte[pixels.Length];

        converter.Convert(
            NpyArray.Create<byte>(hasPlanes ? [Channels, Height, Width] : [Height, Width, Channels], stored),
            hasPlanes ? SampleLayout.Chw : SampleLayout.Hwc,
            "x",
            MemoryMarshal.AsBytes(codes.AsSpan()));

        foreach ((int y, int x, int c) in Places())
        {
            byte pixel = pixels[y, x, order == "Bgr" ? 2 - c : c];
            double real = ((pixel / 255.0) - mean[c]) / deviation[c];
            int expected = Math.Clamp((int)Math.Round(real / 0.0186f, MidpointRounding.AwayFromZero) - 14, -128, 127);
            Assert.Equal(expected, codes[takesPlanes ? (((c * Height) + y) * Width) + x : (((y * Width) + x) * Channels) + c]);
        }
    }

    [Fact]
    public void Convert_WithoutScale_IsWhatInputReaderMakes()
    {
        float[] reals = [-3.5f, 0.049f, 0.05f, 1.25f, 900f, -900f];
        byte[] bytes = [0, 1, 127, 128, 200, 255];
        sbyte[] codes = [-128, -1, 0, 1, 2, 127];
        foreach (ElementType type in (ElementType[])[ElementType.Int8, ElementType.UInt8, ElementType.Float32])
        {
            TensorDescription input = new("x", type, [1, 6], 0.1f, type == ElementType.UInt8 ? 131 : 3);
            foreach (NpyArray array in (NpyArray[])[NpyArray.Create<float>([1, 6], reals), NpyArray.Create<byte>([1, 6], bytes), NpyArray.Create<sbyte>([1, 6], codes)])
            {
                if (type == ElementType.Float32 ? array.Type == ElementType.Float32 : array.Type != ElementType.Int8 || type == ElementType.Int8)
                {
                    byte[] found = new byte[input.ByteCount];
                    new SampleConverter(Declaration, input, TensorLayout.Any).Convert(array, SampleLayout.Model, "x", found);
                    Assert.Equal(InputReader.Read([input], [array], quantize: true).Inputs[0].Data.ToArray(), found);
                }
            }
        }
    }

    [Theory]
    [InlineData("x is int8 [1, 4], but codes of the model are uint8; say in data.json what its values are: pixels or real", "Int8", "UInt8")]
    [InlineData("x has a NaN at element 1", "Float32", "Int8")]
    [InlineData("x is bool [1, 4], expected numbers of at most 32 bits, or float64", "Bool", "Int8")]
    public void Convert_WhatDoesNotFit_IsRefused(string expected, string type, string inputType)
    {
        NpyArray array = type switch
        {
            "Int8" => NpyArray.Create<sbyte>([1, 4], [1, 2, 3, 4]),
            "Bool" => NpyArray.Create<bool>([1, 4], [true, false, true, false]),
            _ => NpyArray.Create<float>([1, 4], [1, float.NaN, 3, 4]),
        };
        TensorDescription input = new("x", Enum.Parse<ElementType>(inputType), [1, 4], 1, 0);

        InputException refusal = Assert.Throws<InputException>(() => new SampleConverter(Declaration, input, TensorLayout.Any).Convert(array, SampleLayout.Model, "x", new byte[4]));

        Assert.Equal(expected, refusal.Message);
    }

    private static DataDeclaration Declaration => new("x", DataKind.Arrays, ["x.npy"], "");

    private static IEnumerable<(int Y, int X, int C)> Places() =>
        from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) from c in Enumerable.Range(0, Channels) select (y, x, c);
}
