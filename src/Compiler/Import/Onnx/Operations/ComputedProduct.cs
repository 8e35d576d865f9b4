using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Products whose second matrix is computed, or a stack of constant ones: no fully connected layer, but of the same arithmetic.</summary>
internal static class ComputedProduct
{
    /// <summary>Whether the second matrix of an operator is none that a fully connected layer has.</summary>
    public static bool Takes(OnnxValue matrix) => matrix switch
    {
        OnnxConstant { Tensor: var constant } => constant.Type.IsCode() && IsStack(constant.Shape),
        OnnxDequantizedConstant constant => IsStack(constant.Shape),
        _ => true,
    };

    /// <summary>QLinearMatMul(a, as, az, b, bs, bz, ys, yz).</summary>
    public static OnnxValue ImportQuantized(OnnxOp op)
    {
        OnnxCodes input = op.Codes(0);
        OnnxCodes weights = op.Codes(3);
        OnnxQuantization first = op.InputQuantization(input, 1, 2);
        OnnxQuantization second = op.InputQuantization(weights, 4, 5);
        return Quantized(op, input, first, weights, second, null, op.Target(6, 7, input.Scale.IsUnsigned));
    }

    /// <summary>MatMulInteger(A, B, az, bz): the accumulators.</summary>
    public static OnnxValue ImportInteger(OnnxOp op)
    {
        OnnxCodes input = WithZeroPoint(op, 0, 2);
        OnnxCodes weights = WithZeroPoint(op, 1, 3);
        (OnnxNumbers result, int output) = op.Graph.AddNumbers(op.Output, OutputShape(op, input.Shape, weights.Shape), ElementType.Int32);
        Add(op, input, weights, null, output, ChannelRequantization.Accumulator);
        return result;
    }

    /// <summary>MatMul(a, b) of real numbers.</summary>
    public static OnnxValue ImportReal(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        OnnxDequantized weights = op.Dequantized(1);
        int[] shape = OutputShape(op, input.Shape, weights.Shape);
        int channels = shape[^1];
        OnnxLayerReals reals = OnnxLayerReals.Of(
            op, [.. Enumerable.Repeat(input.Quantization.Scale * weights.Quantization.Scale, channels)], new float[channels]);
        OnnxLayerIsland island = OnnxLayerIsland.Of(
            op, shape, reals.Layer(op, OnnxOrder.Model, shape, () => Accumulators(op, input, weights, shape)), shape.Length - 1);
        return new OnnxPending(op.Output, shape, op.Node, Of(op, input, weights, null))
        {
            AsIsland = new(() => island),

            // The runtime makes MatMul and Add of two matrices a Gemm, and its bias int32.
            WithBias = input.Shape.Length != 2 || weights.Shape.Length != 2 ? null : (add, values) => new OnnxPending(
                add.Output, shape, add.Node, Of(add, input, weights, OnnxBias.Of("", values, input.Quantization.Scale * weights.Quantization.Scale))),
        };
    }

    private static Func<OnnxTarget, OnnxCodes> Of(OnnxOp op, OnnxDequantized input, OnnxDequantized weights, OnnxBias? bias) => target =>
        Quantized(op, input.Codes, input.Quantization, weights.Codes, weights.Quantization, bias, target);

    private static OnnxCodes Quantized(
        OnnxOp op, OnnxCodes input, OnnxQuantization first, OnnxCodes weights, OnnxQuantization second, OnnxBias? bias, OnnxTarget target)
    {
        ChannelRequantization requantization = op.Requantization(first, second, target);
        (OnnxCodes result, int output) = op.Graph.AddResult(target, OutputShape(op, input.Shape, weights.Shape), OnnxOrder.Model, op.Node);
        Add(op, input, weights, bias, output, requantization);
        return result;
    }

    /// <summary>The layer that gives its accumulators, for what real numbers are computed of.</summary>
    private static int Accumulators(OnnxOp op, OnnxDequantized input, OnnxDequantized weights, int[] shape)
    {
        int output = op.Graph.AddTensor("", ElementType.Int32, shape, TensorLayout.Any, null);
        Add(op, input.Codes, weights.Codes, null, output, ChannelRequantization.Accumulator);
        return output;
    }

    /// <summary>Adds the product; a layer has its weights transposed, which a node does.</summary>
    private static void Add(OnnxOp op, OnnxCodes input, OnnxCodes weights, OnnxBias? bias, int output, ChannelRequantization requantization)
    {
        int rank = weights.Shape.Length;
        OnnxCodes transposed = op.Graph.Transpose(weights, "", [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
        (MatMulGeometry geometry, _) = MatMulGeometry.Of(new EquatableArray<int>(input.Shape), new EquatableArray<int>(transposed.Shape))!.Value;
        op.Graph.Add(new MatMul(
            op.Graph.NodeName(op.Graph.NameOf(output), op.Node.OpType), op.Graph.Tensor(input, OnnxOrder.Model), op.Graph.Tensor(transposed, OnnxOrder.Model),
            OnnxBias.Add(bias, op.Graph), output, geometry, requantization));
    }

    private static OnnxCodes WithZeroPoint(OnnxOp op, int input, int zeroPoint)
    {
        OnnxCodes codes = op.Codes(input);
        OnnxTensor? constant = op.Node.Has(zeroPoint) ? op.Constant(zeroPoint, "its zero point") : null;
        codes.Scale.RequireZeroPoint(op.ChannelQuantization([1], constant, codes.Scale.IsUnsigned, 1).ZeroPoint, codes.Scale.IsUnsigned, op.Node, codes.Name);
        return codes;
    }

    /// <summary>numpy's rules for products of matrices: leading axes broadcast.</summary>
    private static int[] OutputShape(OnnxOp op, int[] input, int[] weights)
    {
        if (input.Length < 2 || weights.Length < 2)
        {
            throw op.Node.Unsupported($"multiplies [{string.Join(", ", input)}] by [{string.Join(", ", weights)}], a vector by a matrix that is computed");
        }

        int[] transposed = [.. weights[..^2], weights[^1], weights[^2]];
        return MatMulGeometry.Of(new EquatableArray<int>(input), new EquatableArray<int>(transposed)) is (_, EquatableArray<int> shape)
            ? shape.ToArray()
            : throw op.Node.ShapeError($"multiplies [{string.Join(", ", input)}] by [{string.Join(", ", weights)}]");
    }

    private static bool IsStack(int[] shape) => shape.SkipLast(2).Any(extent => extent != 1);
}
