using QMacVerify.Generators.Graph.Validation;
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
    /// <summary>One that reads a third tensor beside the operands.</summary>
    protected ElementwiseNode(string name, int first, int second, int third, int output)
        : this(name, first, second, output) => Inputs = EquatableArray.Of(first, second, third);

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void Check(NodeChecks node)
    {
        TensorInfo first = node.Operand(0);
        TensorInfo second = node.Operand(1);
        node.RequireBroadcast(first, second, node.Result());
        if (first.IsConstant && second.IsConstant)
        {
            throw node.GraphError("has two constant operands; what it computes is a constant");
        }
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { First = map(First), Second = map(Second) };
}
