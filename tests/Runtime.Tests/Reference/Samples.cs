using FsCheck;
using FsCheck.Fluent;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

/// <summary>Random layers, and operators to run them with.</summary>
internal static class Samples
{
    public static readonly Func<int, int, int> ExactMultiply = (x, w) => x * w;

    public static readonly Func<int, int, int> ExactAdd = (acc, product) => acc + product;

    // Gives f(x, 0) != 0, depends on the order of its operands, and sees every element: nothing cancels by chance.
    public static readonly Func<int, int, int> OddMultiply = (x, w) => (x * w) + (3 * x) - (5 * w) + 7;

    /// <summary>The product with its low bits read as zero.</summary>
    public static Func<int, int, int> TruncatedMultiply(int drop) => (x, w) => (x * w) >> drop << drop;

    /// <summary>The sum without the low bits of its terms.</summary>
    public static Func<int, int, int> TruncatedAdd(int drop) => (acc, product) => ((acc >> drop) + (product >> drop)) << drop;

    public static sbyte[] Int8(int count, ulong seed)
    {
        sbyte[] values = new sbyte[count];
        new SplitMix64(seed).FillInt8(values);
        return values;
    }

    /// <summary>Any int32, so that accumulators wrap.</summary>
    public static int[] Int32(int count, ulong seed)
    {
        SplitMix64 random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (int)random.NextUInt64())];
    }

    /// <summary>Convolutions of every kind: groups, batches, strides, dilations, padding on all sides, zero points.</summary>
    public static readonly Arbitrary<ConvCase> Convolutions =
        (from batches in Gen.Choose(1, 2)
         from inputHeight in Gen.Choose(1, 5)
         from inputWidth in Gen.Choose(1, 5)
         from groups in Gen.Choose(1, 3)
         from groupInChannels in Gen.Choose(1, 3)
         from groupOutChannels in Gen.Choose(1, 3)
         from filterHeight in Gen.Choose(1, 3)
         from filterWidth in Gen.Choose(1, 3)
         from strideY in Gen.Choose(1, 3)
         from strideX in Gen.Choose(1, 3)
         from dilationY in Gen.Choose(1, 2)
         from dilationX in Gen.Choose(1, 2)
         from padTop in Gen.Choose(0, 2)
         from padLeft in Gen.Choose(0, 2)
         from outputHeight in Gen.Choose(1, 4)
         from outputWidth in Gen.Choose(1, 4)
         from inputZeroPoint in Gen.Elements(0, -128, 127, 13)
         from weightZeroPoint in Gen.Elements(0, 0, -7, 127)
         from seed in Gen.Choose(0, int.MaxValue)
         select new ConvCase(
             new ReferenceWindow
             {
                 Batches = batches,
                 InputHeight = inputHeight,
                 InputWidth = inputWidth,
                 InputChannels = groups * groupInChannels,
                 FilterHeight = filterHeight,
                 FilterWidth = filterWidth,
                 StrideY = strideY,
                 StrideX = strideX,
                 DilationY = dilationY,
                 DilationX = dilationX,
                 PadTop = padTop,
                 PadLeft = padLeft,
                 OutputHeight = outputHeight,
                 OutputWidth = outputWidth,
             },
             groups,
             groups * groupOutChannels,
             inputZeroPoint,
             weightZeroPoint,
             (ulong)seed)).ToArbitrary();
}

/// <summary>A convolution with its data.</summary>
internal sealed record ConvCase(
    ReferenceWindow Window, int Groups, int OutChannels, int InputZeroPoint, int WeightZeroPoint, ulong Seed)
{
    public int GroupInChannels => Window.InputChannels / Groups;

    public sbyte[] Input => Samples.Int8(Window.InputCount, Seed);

    public sbyte[] Weights => Samples.Int8(OutChannels * Window.FilterHeight * Window.FilterWidth * GroupInChannels, Seed + 1);

    public int[] Bias => Samples.Int32(OutChannels, Seed + 2);

    public MacArithmetic Arithmetic(Func<int, int, int> multiply, Func<int, int, int> add, ReferencePadding padding) => new(multiply, add)
    {
        InputZeroPoint = InputZeroPoint,
        WeightZeroPoints = [WeightZeroPoint],
        Padding = padding,
    };

    public int[] Run(MacArithmetic arithmetic, Action<int, int>? observePrefix = null)
    {
        int[] accumulators = new int[Window.OutputPositions * OutChannels];
        Conv2DReference.Accumulate(Window, OutChannels, Groups, arithmetic, Input, Weights, Bias, accumulators, observePrefix);
        return accumulators;
    }
}
