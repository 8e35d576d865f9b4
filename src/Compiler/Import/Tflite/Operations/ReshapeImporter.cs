using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>RESHAPE, SQUEEZE and EXPAND_DIMS; the output tensor has the new shape, so neither options nor further operands are read.</summary>
internal static class ReshapeImporter
{
    public static GraphNode Import(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        node.RequireEqualQuantization(input, output);
        return new Reshape(node.Name, input.Index, output.Index);
    }
}
