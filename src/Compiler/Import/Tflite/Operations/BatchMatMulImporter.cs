using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using static QMacVerify.Compiler.Import.Tflite.Schema;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>BATCH_MATMUL, and FULLY_CONNECTED whose weights are computed; either operand of the former may be a constant.</summary>
internal static class BatchMatMulImporter
{
    private const int MinRank = 2;
    private const int MaxRank = 5;

    public static GraphNode[] Import(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.BatchMatMulOptions);
        node.RefuseXnnpack(isSuch: true, "products of two tensors");
        TensorInfo first = Operand(node, 0);
        TensorInfo second = Operand(node, 1);
        TensorInfo output = node.Output();

        // A layer has the rows of its weights along their last axis.
        List<GraphNode> nodes = [];
        TensorInfo input = options.Flag(BatchMatMulOptions.AdjX) ? Transposed(node, first, nodes) : first;
        TensorInfo weights = options.Flag(BatchMatMulOptions.AdjY) ? second : Transposed(node, second, nodes);
        nodes.Add(Product(node, input, weights, bias: -1, output, output.Shape, ClampRange.Full));
        return [.. nodes];
    }

    /// <summary>FULLY_CONNECTED with computed weights: the input is read as rows as long as theirs.</summary>
    public static GraphNode[] ImportFullyConnected(TfliteNode node)
    {
        FlatBufferTable options = node.Options(BuiltinOptions.FullyConnectedOptions);
        node.RefuseXnnpack(isSuch: true, "products of two tensors");
        TensorInfo input = node.Int8Activation(0);
        TensorInfo weights = node.Int8Activation(1);
        node.RequireRank(weights, 2);
        TensorInfo output = node.Output();
        int inChannels = weights.Shape[1];
        if (input.ElementCount % inChannels != 0)
        {
            throw node.ShapeError($"multiplies {input.Signature} by {weights.Signature}");
        }

        List<GraphNode> nodes = [];
        int rows = input.ElementCount / inChannels;
        TensorInfo matrix = Reshaped(input, [rows, inChannels]);
        if (matrix != input)
        {
            nodes.Add(new Reshape(node.FurtherName(), input.Index, matrix.Index));
        }

        EquatableArray<int> shape = EquatableArray.Of(rows, weights.Shape[0]);
        if (output.ElementCount != (long)rows * weights.Shape[0])
        {
            throw node.ShapeError($"gives {output.Signature}, expected {shape}");
        }

        TensorInfo result = Reshaped(output, shape.ToArray());
        nodes.Add(Product(
            node, matrix, weights, node.Bias(2), result, shape, node.Clamp(options, FullyConnectedOptions.FusedActivationFunction, output),
            result == output ? node.Name : node.FurtherName()));
        if (result != output)
        {
            nodes.Add(new Reshape(node.Name, result.Index, output.Index));
        }

        return [.. nodes];

        TensorInfo Reshaped(TensorInfo tensor, int[] extents) => tensor.Shape.SequenceEqual(extents) ? tensor : node.Intermediate(extents, tensor);
    }

    private static TensorInfo Operand(TfliteNode node, int input)
    {
        TensorInfo tensor = node.Int8Activation(input);
        return tensor.Shape.Count is >= MinRank and <= MaxRank
            ? tensor
            : throw node.ShapeError($"multiplies {tensor.Signature}, expected {MinRank} to {MaxRank} axes");
    }

    private static MatMul Product(
        TfliteNode node, TensorInfo input, TensorInfo weights, int bias, TensorInfo output, EquatableArray<int> expected, ClampRange clamp, string? name = null)
    {
        if (MatMulGeometry.Of(input.Shape, weights.Shape) is not (MatMulGeometry geometry, EquatableArray<int> shape) || shape != expected)
        {
            throw node.ShapeError($"multiplies {input.Signature} by {weights.Signature} transposed, which does not give {output.Signature}");
        }

        return new MatMul(
            name ?? node.Name, input.Index, weights.Index, bias, output.Index, geometry,
            node.SingleProductRequantization(input, weights, output, clamp, node.Rounding));
    }

    /// <summary>With the last two axes swapped.</summary>
    private static TensorInfo Transposed(TfliteNode node, TensorInfo tensor, List<GraphNode> nodes)
    {
        int[] permutation = [.. Enumerable.Range(0, tensor.Shape.Count - 2), tensor.Shape.Count - 1, tensor.Shape.Count - 2];
        if (tensor.IsConstant)
        {
            return node.Transposed(tensor, permutation);
        }

        int[] strides = StridedView.StridesOf(tensor.Shape);
        TensorInfo transposed = node.Intermediate([.. permutation.Select(axis => tensor.Shape[axis])], tensor);
        nodes.Add(new View(
            node.FurtherName(), tensor.Index, transposed.Index, "transpose", 0, permutation.Select(axis => strides[axis]).ToEquatableArray()));
        return transposed;
    }
}
