using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class SoftmaxReferenceTests
{
    // Input scale 1/16: beta * scale * 2^26 = 2^22 = (2^30 / 2^31) * 2^23.
    private const int QuantizedMultiplier = 1 << 30;
    private const int Shift = 23;
    private static readonly Rescaler Scaling = Rescaler.TfliteDouble(QuantizedMultiplier, Shift);
    private const int MinimumDifference = -(31 << 3);

    [Fact]
    public void Run_RandomRows_IsWithinOneStepOfTheRealSoftmax()
    {
        const int depth = 11;
        sbyte[] input = Samples.Int8(100 * depth, seed: 1);
        sbyte[] output = new sbyte[input.Length];
        SoftmaxReference.Run(depth, Scaling, MinimumDifference, input, output);
        for (int row = 0; row < input.Length; row += depth)
        {
            double[] exponentials = [.. input.Skip(row).Take(depth).Select(code => Math.Exp(code / 16.0))];
            for (int i = 0; i < depth; i++)
            {
                double real = (exponentials[i] / exponentials.Sum() * 256) - 128;
                Assert.InRange(output[row + i], Math.Min(real, 127) - 0.51, Math.Min(real, 127) + 0.51);
            }
        }
    }

    [Fact]
    public void Run_OneCode_IsCertain()
    {
        sbyte[] output = new sbyte[1];
        SoftmaxReference.Run(1, Scaling, MinimumDifference, [-77], output);
        Assert.Equal(127, output[0]);
    }

    [Fact]
    public void Run_EqualCodes_ShareEvenly()
    {
        sbyte[] output = new sbyte[4];
        SoftmaxReference.Run(4, Scaling, MinimumDifference, [9, 9, 9, 9], output);
        Assert.Equal([-64, -64, -64, -64], output);
    }

    [Fact]
    public void Run_BelowTheMinimumDifference_CountsAsZero()
    {
        sbyte[] output = new sbyte[3];
        SoftmaxReference.Run(3, Scaling, minimumDifference: -1, [5, 4, 3], output);
        // 1 / (1 + exp(-1/16)) of 256 is 132; the third code is out.
        Assert.Equal([4, -4, -128], output);
    }

    // From 512 equal codes on the sum reaches 2^28, where the authority aborts; shares are then below half a step.
    [Theory]
    [InlineData(511, -127)]
    [InlineData(512, -128)]
    [InlineData(513, -128)]
    [InlineData(SoftmaxReference.MaximumDepth, -128)]
    public void Run_LongRows_FollowTheFormulaBeyondTheAuthority(int depth, int expected)
    {
        sbyte[] output = new sbyte[depth];
        SoftmaxReference.Run(depth, Scaling, MinimumDifference, new sbyte[depth], output);
        Assert.Equal([(sbyte)expected], output.Distinct());
    }

    [Fact]
    public void Run_WrongLengths_AreRefused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => SoftmaxReference.Run(3, Scaling, MinimumDifference, new sbyte[4], new sbyte[4]));
        Assert.Equal("input has 4 elements, expected whole rows of 3. (Parameter 'input')", exception.Message);
        Assert.Throws<ArgumentException>(() => SoftmaxReference.Run(2, Scaling, MinimumDifference, new sbyte[4], new sbyte[2]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SoftmaxReference.Run(SoftmaxReference.MaximumDepth + 1, Scaling, MinimumDifference, [], []));
    }
}
