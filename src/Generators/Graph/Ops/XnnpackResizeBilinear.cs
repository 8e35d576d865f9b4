using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Bilinear resizing as XNNPACK has it: weights of eleven bits, rounded half up.</summary>
/// <remarks>The importer computes positions and weights in float32, as XNNPACK does (SEMANTICS section 7).</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, NHWC.</param>
/// <param name="Rows">Input rows around each output row, with their weights.</param>
/// <param name="Columns">Input columns around each output column, likewise.</param>
public sealed record XnnpackResizeBilinear(
    string Name, int Input, int Output, EquatableArray<ResizeSpan> Rows, EquatableArray<ResizeSpan> Columns)
    : BilinearNode(Name, Input, Output)
{
    public const string OpName = "xnnpack_resize_bilinear";

    /// <summary>The sum of two weights.</summary>
    public const int One = 1 << WeightBits;

    private const int WeightBits = 11;

    /// <summary>Numbers of a span in package files: first, second, weight of the second.</summary>
    private const int Numbers = 3;

    public override string Op => OpName;

    public override int FractionBits => WeightBits;

    public override bool RoundsHalfUp => true;

    /// <summary>A position between two rows or columns.</summary>
    /// <param name="first">The first.</param>
    /// <param name="second">The second; may be the first.</param>
    /// <param name="weight">Of the second, in 1/2048.</param>
    public static ResizeSpan Span(int first, int second, int weight) => new(first, second, One - weight, weight);

    public static XnnpackResizeBilinear Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, ReadSpans(reader, "rows"), ReadSpans(reader, "columns"));

    public override EquatableArray<ResizeSpan> Spans(TensorInfo input, TensorInfo output, int axis) => axis == 1 ? Rows : Columns;

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo output) = ResizeBilinear.Images(node);
        foreach ((EquatableArray<ResizeSpan> spans, int axis) in ((EquatableArray<ResizeSpan>, int)[])[(Rows, 1), (Columns, 2)])
        {
            int extent = input.Shape[axis];
            if (spans.Count != output.Shape[axis] || spans.Any(span => !IsWithin(span, extent)))
            {
                throw node.ShapeError($"resizes {input.Signature} to {output.Signature} between rows or columns that are not in the input, or by weights that do not make up {One}");
            }
        }
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("rows", Flat(Rows));
        json.Member("columns", Flat(Columns));
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Weights are among the attributes.
    }

    private static bool IsWithin(ResizeSpan span, int extent) =>
        (uint)span.First < (uint)extent && (uint)span.Second < (uint)extent
        && span.SecondWeight is >= 0 and <= One && span.FirstWeight == One - span.SecondWeight;

    private static IEnumerable<int> Flat(EquatableArray<ResizeSpan> spans) => spans.SelectMany(span => new[] { span.First, span.Second, span.SecondWeight });

    private static EquatableArray<ResizeSpan> ReadSpans(NodeReader reader, string name)
    {
        int[] numbers = reader.Graph.Integers(name, 0, int.MaxValue);
        return numbers.Length % Numbers == 0
            ? Enumerable.Range(0, numbers.Length / Numbers).Select(i => Span(numbers[Numbers * i], numbers[(Numbers * i) + 1], numbers[(Numbers * i) + 2])).ToEquatableArray()
            : throw reader.Graph.Get(name).Error("expected three integers for each");
    }
}
