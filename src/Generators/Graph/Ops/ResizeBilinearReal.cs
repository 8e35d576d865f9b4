using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Two input rows or columns that an output row or column lies between, with a real weight.</summary>
/// <param name="First">The first, whose weight is <c>f32(1 - weight)</c>.</param>
/// <param name="Second">The second; may be the first.</param>
/// <param name="WeightBits">float32 from 0 to 1; of either sign where both are one.</param>
public readonly record struct RealSpan(int First, int Second, uint WeightBits);

/// <summary>An image of uint8 codes resized by weighted means of four pixels in float32, as TensorFlow Lite has it.</summary>
/// <remarks>
/// With codes as the model stores them, weights v of rows and w of columns, every operation rounded to float32, from left to right:
/// <c>trunc(p00 * (1 - v) * (1 - w) + p10 * v * (1 - w) + p01 * (1 - v) * w + p11 * v * w + 1/2)</c>.
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, NHWC.</param>
/// <param name="Rows">Input rows of each output row.</param>
/// <param name="Columns">Input columns of each output column.</param>
public sealed record ResizeBilinearReal(string Name, int Input, int Output, EquatableArray<RealSpan> Rows, EquatableArray<RealSpan> Columns)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "resize_bilinear_real";

    private const uint Sign = 0x80000000;
    private const uint One = 0x3f800000;

    public override string Op => OpName;

    public static ResizeBilinearReal Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, ReadSpans(reader.Graph, "rows"), ReadSpans(reader.Graph, "columns"));

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, TensorInfo output) = ResizeBilinear.Images(node);
        if (!input.IsUnsigned || !output.IsUnsigned)
        {
            throw node.GraphError($"resizes {input.Key} to {output.Key}, expected codes that the model has as uint8");
        }

        if (Rows.Count != output.Shape[1] || Columns.Count != output.Shape[2]
            || !Rows.All(row => IsInRange(row, input.Shape[1])) || !Columns.All(column => IsInRange(column, input.Shape[2])))
        {
            throw node.ShapeError($"names rows, columns or weights that do not make {output.Signature} of {input.Signature}");
        }
    }

    public override void WriteAttributes(JsonWriter json)
    {
        WriteSpans(json, "rows", Rows);
        WriteSpans(json, "columns", Columns);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Weights stand beside the rows and columns.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };

    private static bool IsInRange(RealSpan span, int extent) =>
        span.First >= 0 && span.Second >= 0 && Math.Max(span.First, span.Second) < extent
        && (span.WeightBits <= One || (span.First == span.Second && (span.WeightBits & ~Sign) <= One));

    private static EquatableArray<RealSpan> ReadSpans(JsonValue json, string what)
    {
        int[] pairs = json.Integers(what, 0, int.MaxValue);
        IReadOnlyList<JsonValue> weights = json.List(what + "_weights");
        return pairs.Length == 2 * weights.Count
            ? weights.Select((weight, i) => new RealSpan(pairs[2 * i], pairs[(2 * i) + 1], weight.AsReal(RealRange.Usable))).ToEquatableArray()
            : throw json.Get(what).Error(Invariant($"{pairs.Length} numbers for {weights.Count} weights, expected two for each"));
    }

    private static void WriteSpans(JsonWriter json, string what, EquatableArray<RealSpan> spans)
    {
        json.Member(what, spans.SelectMany(span => new[] { span.First, span.Second }));
        json.Member(what + "_weights", spans.Select(span => Invariant($"0x{span.WeightBits:x8}")));
    }
}
