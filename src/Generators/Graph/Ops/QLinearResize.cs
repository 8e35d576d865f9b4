using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Two input rows or columns that an output row or column lies between, with float32 weights.</summary>
/// <param name="First">The first.</param>
/// <param name="Second">The second; may be the first.</param>
/// <param name="FirstWeightBits">Not negative.</param>
/// <param name="SecondWeightBits">Not negative.</param>
public readonly record struct WeightedSpan(int First, int Second, uint FirstWeightBits, uint SecondWeightBits);

/// <summary>An image resized by weighted means of four pixels in float32, as ONNX Runtime has it; the result has a scale of its own.</summary>
/// <remarks>
/// The float32 sum of <c>f32(f32(column weight * row weight) * f32((x - zx) * inputScale))</c> over top left, top right, bottom left, bottom
/// right; then <c>rne(f32(v / scale)) + zy</c>, clamped.
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, NHWC.</param>
/// <param name="Rows">Between which input rows each output row lies.</param>
/// <param name="Columns">Between which input columns each output column lies.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record QLinearResize(string Name, int Input, int Output, EquatableArray<WeightedSpan> Rows, EquatableArray<WeightedSpan> Columns, ClampRange Clamp)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "qlinear_resize";

    public override string Op => OpName;

    public static QLinearResize Read(NodeReader reader)
    {
        TensorInfo input = reader.Checks.Image(0);
        return new QLinearResize(
            reader.Name, input.Index, reader.Output, ReadSpans(reader, "rows", input.Shape[1]), ReadSpans(reader, "columns", input.Shape[2]), reader.Clamp());
    }

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Image(0);
        TensorInfo output = node.Result();
        node.RequireShape(output, EquatableArray.Of(input.Shape[0], Rows.Count, Columns.Count, input.Shape[3]));
        foreach ((EquatableArray<WeightedSpan> spans, int extent) in new[] { (Rows, input.Shape[1]), (Columns, input.Shape[2]) })
        {
            if (spans.Any(span => Math.Min(span.First, span.Second) < 0 || Math.Max(span.First, span.Second) >= extent))
            {
                throw node.ShapeError($"names rows or columns that are not in the input {input.Signature}");
            }

            node.RequireReal(RealRange.Share, [.. spans.SelectMany(span => new[] { span.FirstWeightBits, span.SecondWeightBits })]);
        }

        node.RequireReal(RealRange.Summable, input.ScaleBits, output.ScaleBits);
        node.RequireClamp(Clamp);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("rows", Rows.SelectMany(span => new[] { span.First, span.Second }));
        json.Member("columns", Columns.SelectMany(span => new[] { span.First, span.Second }));
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("row_weights", Weights(Rows));
        json.Member("column_weights", Weights(Columns));
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);

        static IEnumerable<string> Weights(EquatableArray<WeightedSpan> spans) =>
            spans.SelectMany(span => new[] { Invariant($"0x{span.FirstWeightBits:x8}"), Invariant($"0x{span.SecondWeightBits:x8}") });
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };

    private static EquatableArray<WeightedSpan> ReadSpans(NodeReader reader, string name, int extent)
    {
        int[] pixels = reader.Graph.Integers(name, 0, extent - 1);
        string weightsName = name.TrimEnd('s') + "_weights";
        uint[] weights = [.. reader.QuantSpec.List(weightsName).Select(value => value.AsReal(RealRange.Share))];
        return pixels.Length % 2 == 0 && weights.Length == pixels.Length
            ? Enumerable.Range(0, pixels.Length / 2)
                .Select(i => new WeightedSpan(pixels[2 * i], pixels[(2 * i) + 1], weights[2 * i], weights[(2 * i) + 1])).ToEquatableArray()
            : throw reader.QuantSpec.Get(weightsName).Error(Invariant($"expected a weight for each of {pixels.Length} {name}, which come in pairs"));
    }
}
