using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
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

    public static Pad Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output,
        new EquatableArray<int>(reader.Graph.Integers("before", 0, (int)TensorInfo.MaxElements)),
        reader.QuantSpec.Integer("value", sbyte.MinValue, sbyte.MaxValue));

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Result();
        node.RequireEqualZeroPoints(input, output);
        bool fits = Before.Count == input.Shape.Count && Before.Count == output.Shape.Count;
        for (int axis = 0; fits && axis < Before.Count; axis++)
        {
            fits = Before[axis] >= 0 && (long)Before[axis] + input.Shape[axis] <= output.Shape[axis];
        }

        if (!fits)
        {
            throw node.ShapeError($"the input {input.Signature} at {Before} does not fit into the output {output.Signature}");
        }

        if (!ElementTypes.IsCode(Value))
        {
            throw node.QuantizationError(Invariant($"fills with {Value}, which is no int8 code"));
        }
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
