using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>An image whose rows and columns are those of another one, named: nearest neighbours.</summary>
/// <remarks>The importer computes which, in float32 as the model's runtime does (SEMANTICS section 4).</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, NHWC.</param>
/// <param name="Rows">Input row of each output row.</param>
/// <param name="Columns">Input column of each output column.</param>
public sealed record ResizeNearest(string Name, int Input, int Output, EquatableArray<int> Rows, EquatableArray<int> Columns)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "resize_nearest";

    public override string Op => OpName;

    public static ResizeNearest Read(NodeReader reader)
    {
        TensorInfo input = reader.Checks.Image(0);
        return new ResizeNearest(
            reader.Name, input.Index, reader.Output,
            new EquatableArray<int>(reader.Graph.Integers("rows", 0, input.Shape[1] - 1)),
            new EquatableArray<int>(reader.Graph.Integers("columns", 0, input.Shape[2] - 1)));
    }

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo output) = ResizeBilinear.Images(node);
        if (Rows.Count != output.Shape[1] || Columns.Count != output.Shape[2])
        {
            throw node.ShapeError(Invariant($"names {Rows.Count} rows and {Columns.Count} columns for {output.Signature}"));
        }

        if (Rows.Any(row => row < 0 || row >= input.Shape[1]) || Columns.Any(column => column < 0 || column >= input.Shape[2]))
        {
            throw node.ShapeError($"names rows or columns that are not in the input {input.Signature}");
        }
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("rows", Rows);
        json.Member("columns", Columns);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}

/// <summary>Two input rows or columns that an output row or column lies between.</summary>
/// <param name="First">The first.</param>
/// <param name="Second">The second; may be the first.</param>
/// <param name="FirstWeight">A fraction, see <see cref="BilinearNode.FractionBits"/>.</param>
/// <param name="SecondWeight">What is left to 1.</param>
public readonly record struct ResizeSpan(int First, int Second, int FirstWeight, int SecondWeight);

/// <summary>An image resized by weighted means of four pixels, in integers (SEMANTICS section 4).</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, NHWC.</param>
/// <param name="Kind">The rounding.</param>
/// <param name="AlignCorners">Whether the corner pixels of both images have the same centres.</param>
/// <param name="HalfPixelCenters">Whether pixels are areas, with their centres half a pixel off.</param>
public sealed record ResizeBilinear(
    string Name, int Input, int Output, RequantizationKind Kind, bool AlignCorners, bool HalfPixelCenters)
    : BilinearNode(Name, Input, Output)
{
    public const string OpName = "resize_bilinear";

    private const int PositionBits = 10;

    private const int One = 1 << PositionBits;

    /// <summary>Extents beyond which positions leave 32 bits, where the authority's would too.</summary>
    public const int MaxExtent = 1 << 16;

    public override string Op => OpName;

    public override int FractionBits => PositionBits;

    public override bool RoundsHalfUp => Kind == RequantizationKind.TfliteSingle;

    public static ResizeBilinear Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, reader.TfliteRounding(),
        reader.Graph.Flag("align_corners"), reader.Graph.Flag("half_pixel_centers"));

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo output) = Images(node);
        for (int axis = 1; axis <= 2; axis++)
        {
            if (Math.Max(input.Shape[axis], output.Shape[axis]) > MaxExtent
                || Spans(input, output, axis).Any(span => span.First >= input.Shape[axis]))
            {
                throw node.ShapeError(Invariant($"resizes {input.Signature} to {output.Signature}, for which the operation is not defined"));
            }
        }

        node.RequireTflite(Kind);
    }

    public override EquatableArray<ResizeSpan> Spans(TensorInfo input, TensorInfo output, int axis)
    {
        (int inputExtent, int outputExtent) = (input.Shape[axis], output.Shape[axis]);
        bool isAligned = AlignCorners && outputExtent > 1;
        int from = isAligned ? inputExtent - 1 : inputExtent;
        int to = isAligned ? outputExtent - 1 : outputExtent;
        long step = ((One * (long)from) + (to / 2)) / to;
        ResizeSpan[] spans = new ResizeSpan[outputExtent];
        for (int i = 0; i < outputExtent; i++)
        {
            long position = (i * step) + (HalfPixelCenters ? (step / 2) - (One / 2) : 0);
            int first = (int)Math.Max(position / One, 0);
            int second = (int)Math.Min((position + One - 1) / One, inputExtent - 1);
            int weight = (int)(position - (One * (long)first));
            spans[i] = new ResizeSpan(first, second, One - weight, weight);
        }

        return new EquatableArray<ResizeSpan>(spans);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("align_corners", AlignCorners);
        json.Member("half_pixel_centers", HalfPixelCenters);
    }

    public override void WriteQuantization(JsonWriter json) => json.Member("requantization", Kind.Name());

    internal static (TensorInfo Input, TensorInfo Output) Images(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Result();
        node.RequireRank(input, 4);
        node.RequireRank(output, 4);
        node.RequireEqualZeroPoints(input, output);
        return input.Shape[0] == output.Shape[0] && input.Shape[3] == output.Shape[3]
            ? (input, output)
            : throw node.ShapeError($"resizes {input.Signature} to {output.Signature}: images and channels must stay");
    }
}
