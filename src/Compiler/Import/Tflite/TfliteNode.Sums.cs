using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>What operators that sum codes become.</summary>
internal sealed partial class TfliteNode
{
    /// <summary>A function of sums of codes less their zero point.</summary>
    /// <param name="function">Its name, for readers.</param>
    /// <param name="input">Codes.</param>
    /// <param name="axes">Axes that are summed.</param>
    /// <param name="output">Tensor of the results.</param>
    /// <param name="breaks">Sums where the code changes, ascending.</param>
    /// <param name="codes">The codes between them.</param>
    public GraphNode[] FunctionOfSums(string function, TensorInfo input, EquatableArray<int> axes, TensorInfo output, float[] breaks, sbyte[] codes)
    {
        TensorInfo total = tensors.AddAccumulators([.. output.Shape]);
        return
        [
            new ReduceTotal(FurtherName(), input.Index, total.Index, axes),
            new LayerFunction(
                Name, total.Index, tensors.AddTable(Name + " factor", (float[])[1], 1).Index, tensors.AddTable(Name + " offset", (float[])[0], 1).Index,
                tensors.AddTable(Name + " breaks", breaks, 1, breaks.Length).Index, tensors.AddTable(Name + " codes", codes, 1, codes.Length).Index,
                output.Index, function),
        ];
    }
}
