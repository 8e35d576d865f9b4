using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Variables: what a run reads before it writes it is a state of the graph.</summary>
internal static class StateImporter
{
    /// <summary>CALL_ONCE: a subgraph that sets variables to constants before the first run.</summary>
    public static GraphNode[] ImportCallOnce(TfliteNode node)
    {
        int index = node.Options(BuiltinOptions.CallOnceOptions).Int32(Schema.CallOnceOptions.InitSubgraphIndex);
        TfliteModel subgraph = node.Subgraph(index);
        if (!node.Variables.CallOnce(index))
        {
            return [];
        }

        Dictionary<int, TfliteVariable> handles = [];
        foreach (TfliteOperator entry in subgraph.Operators)
        {
            switch (BuiltinOperators.Name(entry), entry.Inputs, entry.Outputs)
            {
                case ("VAR_HANDLE", _, [int handle]):
                    handles[handle] = node.Variables.Of(entry.Options);
                    break;
                case ("ASSIGN_VARIABLE", [int handle, int value], _)
                    when handles.TryGetValue(handle, out TfliteVariable? variable) && (uint)value < (uint)subgraph.Tensors.Count && subgraph.Tensors[value].IsConstant:
                    variable.Initial = subgraph.Tensors[value];
                    break;
                case var (name, _, _):
                    throw node.Unsupported($"sets variables by {name}, other than to constants");
            }
        }

        return [];
    }

    public static GraphNode[] ImportHandle(TfliteNode node)
    {
        node.Variables.AddHandle(node.OutputIndex(), node.Variables.Of(node.Options(BuiltinOptions.VarHandleOptions)));
        return [];
    }

    public static GraphNode[] ImportRead(TfliteNode node)
    {
        TensorInfo output = node.Output();
        TfliteVariable variable = Variable(node);
        if (variable.Value is TensorInfo value)
        {
            RequireLike(node, variable, value, output);
            return [new Reshape(node.Name, value.Index, output.Index)];
        }

        TfliteTensor initial = variable.Initial
            ?? throw node.GraphError($"reads the variable {Quote(variable.Name)} before anything sets it");
        variable.InitialTensor = node.AddConstant(initial, output).Index;
        variable.Current = variable.Value = output;
        return [];
    }

    public static GraphNode[] ImportAssign(TfliteNode node)
    {
        TfliteVariable variable = Variable(node);
        TensorInfo value = node.Activation(1);
        if (value.IsConstant)
        {
            throw node.Unsupported($"sets the variable {Quote(variable.Name)} to a constant in every run");
        }

        if (variable.Current is TensorInfo current)
        {
            RequireLike(node, variable, current, value);
        }

        variable.Value = value;
        return [];
    }

    private static TfliteVariable Variable(TfliteNode node) => node.Variables.OfHandle(node.InputIndex(0))
        ?? throw node.GraphError("uses a tensor as a variable that no VAR_HANDLE before it makes");

    private static void RequireLike(TfliteNode node, TfliteVariable variable, TensorInfo kept, TensorInfo tensor)
    {
        node.RequireEqualQuantization(kept, tensor);
        if (kept.Shape != tensor.Shape || kept.IsUnsigned != tensor.IsUnsigned)
        {
            throw node.ShapeError($"has {tensor.Signature} for the variable {Quote(variable.Name)}, which is {kept.Signature}");
        }
    }
}
