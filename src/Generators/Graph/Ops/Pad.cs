using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>A tensor inside a larger one that is otherwise filled with one code.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Before">Elements before the input along each axis; what follows it is the rest of the output's shape.</param>
/// <param name="Value">The code.</param>
public sealed record Pad(string Name, int Input, int Output, EquatableArray<int> Before, int Value)
    : CopyNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "pad";

    public override string Op => OpName;

    public override int? Fill => Value;

    public static Pad Read(NodeReader reader)
    {
        TensorInfo input = reader.Activation(0);
        TensorInfo output = reader.Activation(reader.Output);
        reader.RequireEqualZeroPoints(input, output);
        int[] before = reader.Graph.Integers("before", 0, (int)TensorInfo.MaxElements);
        bool fits = before.Length == input.Shape.Count && before.Length == output.Shape.Count;
        for (int axis = 0; fits && axis < before.Length; axis++)
        {
            fits = before[axis] + input.Shape[axis] <= output.Shape[axis];
        }

        return fits
            ? new Pad(
                reader.Name, input.Index, output.Index, new EquatableArray<int>(before),
                reader.QuantSpec.Integer("value", sbyte.MinValue, sbyte.MaxValue))
            : throw reader.ShapeError($"the input {input.Signature} at {new EquatableArray<int>(before)} does not fit into the output {output.Signature}");
    }

    public override EquatableArray<StridedCopy> Copies(IReadOnlyList<TensorInfo> inputs, TensorInfo output)
    {
        int[] sourceStrides = StridedCopy.Strides(inputs[0].Shape);
        int[] targetStrides = StridedCopy.Strides(output.Shape);
        return EquatableArray.Of(StridedCopy.Of(
            0,
            Before.Select((before, axis) => before * targetStrides[axis]).Sum(),
            inputs[0].Shape.Select((extent, axis) => new CopyAxis(extent, sourceStrides[axis], targetStrides[axis]))));
    }

    public override void WriteAttributes(JsonWriter json) => json.Member("before", Before);

    public override void WriteQuantization(JsonWriter json) => json.Member("value", Value);

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
