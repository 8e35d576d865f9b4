using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Graph;

public sealed class PaddingTests
{
    [Fact]
    public void Resolve_SameAndValid_FollowTheFormulasOfSemantics()
    {
        ForEachWindow((input, filter, stride, dilation) =>
        {
            // SEMANTICS section 2; floor and ceiling in floating point, so that nothing is shared with the code.
            int reach = (filter - 1) * dilation + 1;
            int output = (int)Math.Ceiling(input / (double)stride);
            int total = Math.Max(((output - 1) * stride) + reach - input, 0);
            Assert.Equal((total / 2, output), Padding.Same.Resolve(0, input, filter, stride, dilation));

            int valid = (int)Math.Max(0, Math.Floor((input + stride - reach) / (double)stride));
            Assert.Equal((0, valid), Padding.Valid.Resolve(1, input, filter, stride, dilation));
        });
    }

    [Fact]
    public void Resolve_Explicit_CountsWindowsOverThePaddedExtent()
    {
        Padding padding = new(PaddingMode.Explicit, EquatableArray.Of(2, 0, 1, 3));
        ForEachWindow((input, filter, stride, dilation) =>
        {
            Assert.Equal((2, CountWindows(input + 3, filter, stride, dilation)), padding.Resolve(0, input, filter, stride, dilation));
            Assert.Equal((0, CountWindows(input + 3, filter, stride, dilation)), padding.Resolve(1, input, filter, stride, dilation));
        });
    }

    [Fact]
    public void Resolve_HugeExtents_DoNotOverflow()
    {
        const int max = 1 << 28;

        Assert.Equal((max / 2 - 1, 1), Padding.Same.Resolve(0, 1, max - 1, max, 1));
        Assert.Equal((0, 0), Padding.Valid.Resolve(0, max, max, 1, max));
    }

    private static int CountWindows(int extent, int filter, int stride, int dilation)
    {
        int count = 0;
        while ((count * stride) + ((filter - 1) * dilation) < extent)
        {
            count++;
        }

        return count;
    }

    private static void ForEachWindow(Action<int, int, int, int> check)
    {
        for (int input = 1; input <= 12; input++)
        {
            for (int filter = 1; filter <= 5; filter++)
            {
                for (int stride = 1; stride <= 4; stride++)
                {
                    for (int dilation = 1; dilation <= 3; dilation++)
                    {
                        check(input, filter, stride, dilation);
                    }
                }
            }
        }
    }
}
