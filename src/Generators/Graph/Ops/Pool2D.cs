using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Pooling over the window elements inside the image.</summary>
public abstract record Pool2D(string Name, int Input, int Output, WindowGeometry Window, ClampRange Clamp)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    /// <summary>Whether the output has a scale and a zero point of its own.</summary>
    protected virtual bool IsRescaled => false;

    /// <summary>Whether the elements of a window may lie apart.</summary>
    protected virtual bool HasDilation => false;

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("filter", [Window.FilterHeight, Window.FilterWidth]);
        json.Window(Window);
    }

    public override void WriteQuantization(JsonWriter json) => json.Member("clamp", [Clamp.Lower, Clamp.Upper]);

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Image(0);
        WindowGeometry window = Window.Over(input, Window.FilterHeight, Window.FilterWidth);
        node.RequireFit(window, input);
        if (!HasDilation && (window.DilationY != 1 || window.DilationX != 1))
        {
            throw node.ShapeError(Invariant($"a pool has dilation {window.DilationY} x {window.DilationX}, expected 1 x 1"));
        }

        // An average of nothing does not exist.
        if (!HoldsElements(window.OutHeight, window.StrideY, window.PadTop, window.DilationY, window.FilterHeight, window.InHeight)
            || !HoldsElements(window.OutWidth, window.StrideX, window.PadLeft, window.DilationX, window.FilterWidth, window.InWidth))
        {
            throw node.ShapeError("some windows of the pool lie wholly in the padding");
        }

        TensorInfo output = node.Result();
        node.RequireShape(output, window.OutputShape(input.Shape[3]));
        if (!IsRescaled)
        {
            node.RequireEqualZeroPoints(input, output);
        }

        if (Window != window)
        {
            throw node.ShapeError($"its window is not one over its input {input.Signature}");
        }

        node.RequireClamp(Clamp);
    }

    /// <summary>Whether along an axis every window has an element inside the image.</summary>
    private static bool HoldsElements(int outputs, int stride, int before, int dilation, int filter, int extent)
    {
        for (int output = 0; output < outputs; output++)
        {
            long start = ((long)output * stride) - before;
            long element = start >= 0 ? 0 : (dilation - 1 - start) / dilation;
            if (element >= filter || start + (element * dilation) >= extent)
            {
                return false;
            }
        }

        return true;
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };

    protected static WindowGeometry ReadWindow(NodeReader reader)
    {
        (int filterHeight, int filterWidth) = reader.Graph.Pair("filter", 1);
        return reader.Window(reader.Checks.Image(0), filterHeight, filterWidth);
    }
}

/// <summary>Average: <c>acc > 0 ? (acc + n/2) / n : (acc - n/2) / n</c> of the n codes inside the image.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Window">The moving window.</param>
/// <param name="Clamp">The fused activation.</param>
/// <param name="TiesUp">Whether <c>acc</c> sums up <c>code + 128</c>, and the result is 128 less: the average of uint8 codes.</param>
public sealed record AveragePool2D(
    string Name, int Input, int Output, WindowGeometry Window, ClampRange Clamp, bool TiesUp = false)
    : Pool2D(Name, Input, Output, Window, Clamp)
{
    public const string OpName = "average_pool2d";

    private const string TiesUpMember = "ties_up";

    public override string Op => OpName;

    public static AveragePool2D Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, ReadWindow(reader), reader.Clamp(),
        reader.QuantSpec.Find(TiesUpMember) is not null && reader.QuantSpec.Flag(TiesUpMember));

    public override void WriteQuantization(JsonWriter json)
    {
        base.WriteQuantization(json);
        if (TiesUp)
        {
            json.Member(TiesUpMember, true);
        }
    }
}

/// <summary>Maximum of the codes inside the image.</summary>
public sealed record MaxPool2D(string Name, int Input, int Output, WindowGeometry Window, ClampRange Clamp)
    : Pool2D(Name, Input, Output, Window, Clamp)
{
    public const string OpName = "max_pool2d";

    public override string Op => OpName;

    protected override bool HasDilation => true;

    public static MaxPool2D Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, ReadWindow(reader), reader.Clamp());
}
