using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>A strided view of a tensor, copied: transposing, slicing with any step, splitting.</summary>
/// <remarks><c>output[i0, i1, ...] = input[offset + i0 * strides[0] + i1 * strides[1] + ...]</c>.</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Function">What the model file calls the operation, in lower case; for readers.</param>
/// <param name="Offset">Of the first element.</param>
/// <param name="Strides">Step in the input along each axis of the output; may be negative or 0.</param>
public sealed record View(string Name, int Input, int Output, string Function, int Offset, EquatableArray<int> Strides)
    : CopyNode(Name, EquatableArray.Of(Input), Output), INamedFunction
{
    public const string OpName = "view";

    public override string Op => OpName;

    public static View Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, reader.Function(), reader.Graph.Integer("offset", 0, int.MaxValue),
        new EquatableArray<int>(reader.Graph.Integers("strides", int.MinValue, int.MaxValue)));

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Result();
        node.RequireEqualZeroPoints(input, output);
        if (Strides.Count != output.Shape.Count)
        {
            throw node.ShapeError(Invariant($"has {Strides.Count} strides for the output {output.Signature}"));
        }

        long first = Offset;
        long last = Offset;
        for (int axis = 0; axis < Strides.Count; axis++)
        {
            long reach = (output.Shape[axis] - 1L) * Strides[axis];
            first += Math.Min(reach, 0);
            last += Math.Max(reach, 0);
        }

        if (first < 0 || last >= input.ElementCount)
        {
            throw node.ShapeError(Invariant($"reads elements {first} to {last} of the input {input.Signature}"));
        }
    }

    public override EquatableArray<StridedCopy> Copies(IReadOnlyList<TensorInfo> inputs, TensorInfo output)
    {
        int[] targetStrides = StridedCopy.Strides(output.Shape);
        return EquatableArray.Of(StridedCopy.Of(
            Offset, 0, output.Shape.Select((extent, axis) => new CopyAxis(extent, Strides[axis], targetStrides[axis]))));
    }

    public override void WriteAttributes(JsonWriter json)
    {
        json.Member("function", Function);
        json.Member("offset", Offset);
        json.Member("strides", Strides);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // Codes are copied.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
