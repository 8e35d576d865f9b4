using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Where along an axis the greatest or the least code stands: int32 indices, an output of the model.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index, int32; its shape may keep the axis with extent 1 or not.</param>
/// <param name="Axis">Axis of the input.</param>
/// <param name="IsLeast">Whether the least code is looked for.</param>
/// <param name="TakesLast">Which of equal codes it is: the last one instead of the first.</param>
public sealed record ArgMax(string Name, int Input, int Output, int Axis, bool IsLeast, bool TakesLast)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "arg_max";

    public override string Op => OpName;

    public static ArgMax Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, reader.Graph.Integer("axis", 0, reader.Checks.Activation(0).Shape.Count - 1),
        reader.Graph.Flag("least"), reader.Graph.Flag("last"));

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output;
        if (output is not { Type: ElementType.Int32, IsConstant: false })
        {
            throw node.GraphError($"{output.Key} is {output.Signature}, expected int32 for indices");
        }

        if (Axis < 0 || Axis >= input.Shape.Count || (long)output.ElementCount * input.Shape[Axis] != input.ElementCount)
        {
            throw node.ShapeError(Invariant($"looks along axis {Axis} of {input.Signature}, for {output.Signature}"));
        }
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("axis", Axis);
        json.Member("least", IsLeast);
        json.Member("last", TakesLast);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are compared as they are.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
