using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Sum or difference of two tensors of one shape: the sum is that of both centred codes in units of the result.</summary>
internal sealed class SumStep(ScaledSum node, TensorInfo output) : RoundedStep
{
    public override TensorExtent Extent { get; } = TensorExtent.Of(output);

    protected override int Taps => 2;

    protected override double[] Magnitudes { get; } = MagnitudesOf(node, TensorExtent.Of(output).Channels);

    /// <summary>Factors of both centred codes.</summary>
    private (double First, double Second) Factors { get; } = RealFactors.Of(node);

    /// <summary>Operands of one shape, and factors with which nothing wraps: at most 1, and below 1 at last.</summary>
    public static bool Supports(ScaledSum node, TensorInfo first, TensorInfo second, TensorInfo output) =>
        first.Shape.Equals(output.Shape) && second.Shape.Equals(output.Shape)
        && RealFactors.Of(node.FirstMultiplier) <= 1 && RealFactors.Of(node.SecondMultiplier) <= 1 && RealFactors.Of(node.OutputMultiplier) < 1;

    /// <summary>Both operands are rounded to within 1 of 2^20 units, the result as that of a layer.</summary>
    public static Rounding RoundingOf(ScaledSum node, TensorInfo output)
    {
        double last = node.OutputMultiplier.Shift < 0 ? Math.ScaleB(1, node.OutputMultiplier.Shift) : 1;
        return new Rounding(
            1, (0.5 * (1 + last)) + (2 * RealFactors.Of(node.OutputMultiplier)), new Interval(node.Clamp.Lower - output.ZeroPoint, node.Clamp.Upper - output.ZeroPoint));
    }

    /// <summary>Bounds of the sum of an element, from those of the centred codes.</summary>
    public (double Lower, double Upper) SumsOf(int element, CentredBox first, CentredBox second)
    {
        (double least, double greatest) = Factors.Second >= 0 ? (second.Lower[element], second.Upper[element]) : (second.Upper[element], second.Lower[element]);
        return (
            (Factors.First * first.Lower[element]) + (Factors.Second * least), (Factors.First * first.Upper[element]) + (Factors.Second * greatest));
    }

    public override void Distribute(LinearForms forms, CoefficientBlock sums)
    {
        Add(forms, sums, node.First, Factors.First);
        Add(forms, sums, node.Second, Factors.Second);
    }

    private static double[] MagnitudesOf(ScaledSum node, int channels)
    {
        (double first, double second) = RealFactors.Of(node);
        return [.. Enumerable.Repeat(2 * LinearForms.CodeMagnitude * Math.Max(1, Math.Abs(first) + Math.Abs(second)), channels)];
    }

    private void Add(LinearForms forms, CoefficientBlock sums, int operand, double factor)
    {
        CoefficientBlock inputs = forms.BlockOf(operand, Extent, sums.Area, additions: 1);
        int ofRow = sums.Area.Width * Extent.Channels;
        for (int row = sums.Area.Top; row < sums.Area.Bottom; row++)
        {
            LaneKernels.AddScaled(inputs.From(row, sums.Area.Left, ofRow), sums.From(row, sums.Area.Left, ofRow), factor);
        }
    }
}

/// <summary>Average pool: the sum is the mean of the centred codes under the window.</summary>
internal sealed class MeanStep(AveragePool2D node, TensorInfo input) : RoundedStep
{
    private readonly TensorExtent _input = TensorExtent.Of(input);

    public override TensorExtent Extent { get; } = new(node.Window.OutHeight, node.Window.OutWidth, node.Window.InChannels);

    protected override int Taps => node.Window.Elements;

    protected override double[] Magnitudes { get; } = [.. Enumerable.Repeat(LinearForms.CodeMagnitude, node.Window.InChannels)];

    /// <summary>Rounded to the nearest code, ties to either side.</summary>
    public static Rounding RoundingOf(AveragePool2D node, TensorInfo output) =>
        new(1, 0.5, new Interval(node.Clamp.Lower - output.ZeroPoint, node.Clamp.Upper - output.ZeroPoint));

    /// <summary>Bounds of the mean of an element, from those of the centred codes.</summary>
    public (double Lower, double Upper) MeanOf(int element, CentredBox box)
    {
        (double lower, double upper) = (0, 0);
        int count = 0;
        foreach (int pixel in Pixels(element / _input.Channels))
        {
            lower += box.Lower[(pixel * _input.Channels) + (element % _input.Channels)];
            upper += box.Upper[(pixel * _input.Channels) + (element % _input.Channels)];
            count++;
        }

        return (lower / count, upper / count);
    }

    public override void Distribute(LinearForms forms, CoefficientBlock sums)
    {
        CoefficientBlock inputs = forms.BlockOf(node.Input, _input, WindowArea.Of(node.Window, sums.Area), sums.Count);
        for (int row = sums.Area.Top; row < sums.Area.Bottom; row++)
        {
            for (int column = sums.Area.Left; column < sums.Area.Right; column++)
            {
                int[] pixels = Pixels((row * Extent.Width) + column);
                foreach (int pixel in pixels)
                {
                    LaneKernels.AddScaled(
                        inputs.From(pixel / _input.Width, pixel % _input.Width, _input.Channels), sums.From(row, column, _input.Channels), 1.0 / pixels.Length);
                }
            }
        }
    }

    private int[] Pixels(int position)
    {
        int[] pixels = new int[node.Window.Elements];
        node.Window.PixelsAt(position, pixels);
        return [.. pixels.Where(pixel => pixel != WindowGeometry.Absent)];
    }
}

/// <summary>Codes that are moved: the element that each element of the result is.</summary>
internal sealed class MoveStep(int input, TensorExtent extent, TensorExtent result, Func<int, int> source) : LinearStep
{
    public override bool OnlyMoves => true;

    /// <summary>The same codes under another shape.</summary>
    public static Func<int, int> SourceOf(Reshape _) => element => element;

    /// <summary>A strided view.</summary>
    public static Func<int, int> SourceOf(View node, TensorInfo output)
    {
        int[] shape = output.Shape.ToArray();
        return element =>
        {
            int offset = node.Offset;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                offset += element % shape[axis] * node.Strides[axis];
                element /= shape[axis];
            }

            return offset;
        };
    }

    public override void Substitute(LinearForms forms, CoefficientBlock block)
    {
        CoefficientBlock inputs = forms.BlockOf(input, extent, PixelRectangle.All(extent), block.Count);

        // Several elements of a view may be one of the input.
        forms.AddSlacks(block.Count, block);

        for (int row = block.Area.Top; row < block.Area.Bottom; row++)
        {
            for (int i = 0; i < block.Area.Width * result.Channels; i++)
            {
                int target = source((((row * result.Width) + block.Area.Left) * result.Channels) + i);
                LaneKernels.AddScaled(inputs.Of(target), block.Of(block.ElementOf(row, block.Area.Left) + i), 1);
            }
        }
    }
}
