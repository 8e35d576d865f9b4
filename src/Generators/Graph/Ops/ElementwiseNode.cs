using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>An operation on the codes of two tensors, element by element, with numpy broadcasting.</summary>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index; one of the two may be constant.</param>
/// <param name="Second">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
public abstract record ElementwiseNode(string Name, int First, int Second, int Output)
    : GraphNode(Name, EquatableArray.Of(First, Second), Output)
{
    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { First = map(First), Second = map(Second) };

    protected static (TensorInfo First, TensorInfo Second, TensorInfo Output) ReadOperands(NodeReader reader)
    {
        TensorInfo first = reader.Operand(0);
        TensorInfo second = reader.Operand(1);
        TensorInfo output = reader.Activation(reader.Output);
        reader.RequireBroadcast(first, second, output);
        return !first.IsConstant || !second.IsConstant
            ? (first, second, output)
            : throw reader.GraphError("has two constant operands; what it computes is a constant");
    }
}
