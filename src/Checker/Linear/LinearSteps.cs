using System.Numerics;
using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Linear;

/// <summary>A node that forms are carried back through.</summary>
internal abstract class LinearStep
{
    /// <summary>Position of the node in the graph.</summary>
    public required int NodeIndex { get; init; }

    /// <summary>Elements of the result.</summary>
    public required int Count { get; init; }

    /// <summary>Puts what the node reads in the place of its sums, or of codes that it moves.</summary>
    public abstract void Distribute(LinearForm form, Coefficients sums);
}

/// <summary>A node that computes sums, and codes from them.</summary>
internal abstract class SummingStep : LinearStep
{
    /// <summary>Of each element; set as soon as its sums are known.</summary>
    public CodeLines[] Lines { get; set; } = [];

    /// <summary>Puts sums in the place of codes: the greatest of a form is sought, so the sign of a coefficient says which line bounds it.</summary>
    /// <returns>Null where coefficients grow too large.</returns>
    public Coefficients? Relax(LinearForm form, Coefficients codes)
    {
        Coefficients sums = new(codes.Channels);
        WideSum constant = new();
        foreach ((int element, Int128 value) in codes.All)
        {
            CodeLines lines = Lines[element];
            CodeLine line = value > 0 ? lines.Upper : lines.Lower;
            constant.Add(-Fixed.Times(-value, line.Offset));
            if (line.Slope != 0)
            {
                Int128 whole = Fixed.Times(value, line.Slope);
                if (Int128.Abs(whole) >= Coefficients.Room)
                {
                    return null;
                }

                sums.At(element) = whole;

                // What is cut off is not negative and less than 1, and belongs to the sum.
                constant.Add(Math.Max(0, lines.Highest));
            }
        }

        form.Constant += constant.Value;
        return sums;
    }
}

/// <summary>A layer of products: <c>bias + sum (w - zw) (q - zx) + error of the circuits</c>.</summary>
internal sealed class ProductStep : SummingStep
{
    public required MacNode Layer { get; init; }

    /// <summary>Elements of a pixel of the input.</summary>
    public required int InputChannels { get; init; }

    /// <summary>w - zw of each channel, tap by tap.</summary>
    public required long[][] Weights { get; init; }

    /// <summary>Of each channel.</summary>
    public required long[] Bias { get; init; }

    /// <summary>The input pixels under the window of each position; -1 for none.</summary>
    public required int[][] Windows { get; init; }

    /// <summary>What the circuits add to the exact sum of each element.</summary>
    public required Ends[] Errors { get; init; }

    public override void Distribute(LinearForm form, Coefficients sums)
    {
        MacGeometry geometry = Layer.Geometry;
        Coefficients inputs = form.Of(Layer.Input, InputChannels);
        int inChannels = geometry.Window.InChannels / geometry.Groups;
        WideSum constant = new();
        foreach ((int element, Int128 value) in sums.All)
        {
            (int position, int channel) = Math.DivRem(element, geometry.OutChannels);
            Ends error = Errors[element];
            constant.AddProduct(value, Bias[channel] + (value > 0 ? error.High : error.Low));
            int first = channel / (geometry.OutChannels / geometry.Groups) * inChannels;
            int[] pixels = Windows[position];
            for (int i = 0; i < pixels.Length; i++)
            {
                if (pixels[i] >= 0)
                {
                    inputs.Add((pixels[i] * geometry.Window.InChannels) + first, value, Weights[channel].AsSpan(i * inChannels, inChannels));
                }
            }
        }

        form.Constant += constant.Value;
    }
}

/// <summary>Sum or difference of two tensors of one shape, in units of the result.</summary>
internal sealed class PairSumStep : SummingStep
{
    public required ScaledSum Node { get; init; }

    /// <summary>Elements of a pixel.</summary>
    public required int Channels { get; init; }

    /// <summary>Of both codes less their zero points, in units of <see cref="Fixed.RealBits"/>.</summary>
    public required (BigInteger First, BigInteger Second) Factors { get; init; }

    /// <summary>The same in units of <see cref="Fixed.LineBits"/>.</summary>
    public required (Int128 First, Int128 Second) Slopes { get; init; }

    public override void Distribute(LinearForm form, Coefficients sums)
    {
        Add(form, sums, Node.First, Slopes.First);
        Add(form, sums, Node.Second, Slopes.Second);
    }

    private void Add(LinearForm form, Coefficients sums, int operand, Int128 slope)
    {
        Coefficients codes = form.Of(operand, Channels);
        foreach ((int element, Int128 value) in sums.All)
        {
            codes.At(element) += Fixed.Times(value, slope);

            // What is cut off is less than 1, and no code is further from its zero point.
            form.Constant += byte.MaxValue;
        }
    }
}

/// <summary>Mean of the codes under a window.</summary>
internal sealed class MeanStep : SummingStep
{
    public required int Input { get; init; }

    /// <summary>Elements of a pixel.</summary>
    public required int Channels { get; init; }

    /// <summary>The input pixels under the window of each position.</summary>
    public required int[][] Windows { get; init; }

    public override void Distribute(LinearForm form, Coefficients sums)
    {
        Coefficients codes = form.Of(Input, Channels);
        foreach ((int element, Int128 value) in sums.All)
        {
            int[] pixels = Windows[element / Channels];
            Int128 share = value / pixels.Length;
            foreach (int pixel in pixels)
            {
                codes.At((pixel * Channels) + (element % Channels)) += share;
            }

            // The rest of the division belongs to the mean of the codes.
            form.Constant += Int128.Abs(value - (share * pixels.Length)) * byte.MaxValue;
        }
    }
}

/// <summary>Codes that are moved as they are.</summary>
internal sealed class MoveStep : LinearStep
{
    public required int Input { get; init; }

    /// <summary>Elements of a pixel of the input.</summary>
    public required int InputChannels { get; init; }

    /// <summary>The element of the input that each element of the result is.</summary>
    public required Func<int, int> Source { get; init; }

    public override void Distribute(LinearForm form, Coefficients sums)
    {
        Coefficients codes = form.Of(Input, InputChannels);
        foreach ((int element, Int128 value) in sums.All)
        {
            codes.At(Source(element)) += value;
        }
    }
}
