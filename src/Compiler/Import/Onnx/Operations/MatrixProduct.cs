using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QLinearMatMul, MatMulInteger and QGemm, and MatMul and Gemm between DequantizeLinear and QuantizeLinear: fully connected layers.</summary>
internal static class MatrixProduct
{
    /// <summary>QLinearMatMul(a, as, az, b, bs, bz, ys, yz).</summary>
    public static OnnxValue ImportQuantized(OnnxOp op)
    {
        if (ComputedProduct.Takes(op.Value(3)))
        {
            return ComputedProduct.ImportQuantized(op);
        }

        OnnxCodes input = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(input, 1, 2);
        OnnxTensor matrix = op.Constant(3, "its second matrix");
        OnnxWeights weights = Weights(op, OnnxWeights.Of(
            op, AsMatrix(op, matrix), op.ChannelQuantization(4, 5, matrix.Type == OnnxType.UInt8, matrix.Shape[^1])));
        return Quantized(op, input, quantization, weights, null, op.Target(6, 7, input.Scale.IsUnsigned), matrix.Shape);
    }

    /// <summary>MatMulInteger(A, B, az, bz): the accumulators.</summary>
    public static OnnxValue ImportInteger(OnnxOp op)
    {
        if (ComputedProduct.Takes(op.Value(1)))
        {
            return ComputedProduct.ImportInteger(op);
        }

        OnnxCodes input = op.Codes(0);
        OnnxTensor matrix = op.Constant(1, "its second matrix");
        OnnxTensor? zeroPoint = op.Node.Has(2) ? op.Constant(2, "its zero point") : null;
        input.Scale.RequireZeroPoint(
            op.ChannelQuantization([1], zeroPoint, input.Scale.IsUnsigned, 1).ZeroPoint, input.Scale.IsUnsigned, op.Node, input.Name);
        OnnxTensor rows = AsMatrix(op, matrix);
        OnnxWeights weights = Weights(op, OnnxWeights.Of(op, rows, op.ChannelQuantization(
            [1], op.Node.Has(3) ? op.Constant(3, "the zero point of its second matrix") : null, matrix.Type == OnnxType.UInt8, matrix.Shape[^1])));
        return Add(op, input, weights, null, ChannelRequantization.Accumulator, OutputShape(op, input.Shape, weights, matrix.Shape), shape =>
            op.Graph.AddNumbers(op.Output, shape, ElementType.Int32));
    }

    /// <summary>QGemm(A, as, az, B, bs, bz, C, ys, yz).</summary>
    public static OnnxValue ImportGemm(OnnxOp op)
    {
        OnnxCodes input = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(input, 1, 2);
        OnnxTensor matrix = op.Constant(3, "its second matrix");
        RequireMatrices(op, input.Shape, matrix.Shape);
        bool isTransposed = op.Node.Int("transB", 0) != 0;
        OnnxWeights stored = OnnxWeights.Of(op, matrix, op.ChannelQuantization(
            4, 5, matrix.Type == OnnxType.UInt8, matrix.Shape[isTransposed ? 0 : 1]));
        if (!op.Node.Has(7))
        {
            throw op.Node.Unsupported("has no scale for its result, so that the result is a real number");
        }

        OnnxWeights weights = isTransposed ? stored : stored.Transposed();
        return Quantized(
            op, Transposed(op, input), quantization, weights, op.Bias(6, weights.Channels), op.Target(7, 8, input.Scale.IsUnsigned), matrix.Shape,
            op.Node.Float("alpha", 1));
    }

    /// <summary>MatMul(a, b) of real numbers.</summary>
    public static OnnxValue ImportReal(OnnxOp op)
    {
        if (ComputedProduct.Takes(op.Value(1)))
        {
            return ComputedProduct.ImportReal(op);
        }

        OnnxDequantized input = op.Dequantized(0);
        OnnxDequantizedConstant matrix = op.DequantizedConstant(1, "its second matrix");
        OnnxTensor rows = AsMatrix(op, matrix.Tensor);
        OnnxWeights weights = Weights(op, OnnxWeights.Of(
            op, matrix with { Tensor = rows, Axis = matrix.Axis - (matrix.Shape.Length - rows.Shape.Length) }, axis: rows.Shape.Length - 1));
        int[] shape = OutputShape(op, input.Shape, weights, matrix.Shape);
        return Pending(op, input, new(input.Codes), weights, matrix.Shape, shape, isInteger: true, null, realBias: null) with
        {
            // The runtime makes MatMul and Add a Gemm, and its bias int32.
            WithBias = matrix.Shape.Length < 2 ? null : (add, values) => Pending(
                add, input, new(input.Codes), weights, matrix.Shape, shape, isInteger: true, OnnxBias.Of("", values, input.Quantization, weights), values),
        };
    }

    /// <summary>Gemm(A, B, C) of real numbers.</summary>
    public static OnnxValue ImportRealGemm(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        OnnxDequantizedConstant matrix = op.DequantizedConstant(1, "its second matrix");
        RequireMatrices(op, input.Shape, matrix.Shape);
        bool isTransposed = op.Node.Int("transB", 0) != 0;
        OnnxWeights stored = OnnxWeights.Of(op, matrix, axis: isTransposed ? 0 : 1);
        OnnxWeights weights = isTransposed ? stored : stored.Transposed();
        float alpha = op.Node.Float("alpha", 1);
        float beta = op.Node.Float("beta", 1);
        bool isInteger = op.TryIntegerBias(2, input.Quantization, weights, out OnnxBias? bias) && (bias is null || (alpha == 1 && beta == 1));
        int[] shape = OutputShape(op, TransposedShape(op, input.Shape), weights, matrix.Shape);
        return Pending(
            op, input, new(() => Transposed(op, input.Codes)), weights, matrix.Shape, shape, isInteger, bias,
            isInteger && op.Node.Has(2) && op.Value(2) is OnnxDequantizedConstant ? null : op.RealBias(2, weights.Channels), alpha, beta);
    }

    /// <summary>A product that waits for what makes codes of it: an integer operator, or a function of real numbers.</summary>
    /// <param name="op">The operator that finishes it.</param>
    /// <param name="input">The first matrix, as it stands.</param>
    /// <param name="rows">The same as it is multiplied.</param>
    /// <param name="weights">The second one.</param>
    /// <param name="matrix">Its shape in the model.</param>
    /// <param name="shape">Of the result.</param>
    /// <param name="isInteger">Whether the runtime has an integer operator for it.</param>
    /// <param name="bias">As that has it.</param>
    /// <param name="realBias">The same in real numbers; null where it is summed up in integers, or absent.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="beta">Factor of the bias.</param>
    private static OnnxPending Pending(
        OnnxOp op,
        OnnxDequantized input,
        Lazy<OnnxCodes> rows,
        OnnxWeights weights,
        int[] matrix,
        int[] shape,
        bool isInteger,
        OnnxBias? bias,
        float[]? realBias,
        float alpha = 1,
        float beta = 1)
    {
        // Codes with a scale of their own as the bias are what the runtime sums up in integers, whatever becomes of the sum.
        OnnxBias? summed = isInteger && realBias is null ? bias : null;
        OnnxLayerReals reals = OnnxLayerReals.Of(op, input.Quantization, weights, realBias ?? new float[weights.Channels], alpha, beta);
        OnnxLayerIsland island = OnnxLayerIsland.Of(
            op, shape, reals.Layer(op, OnnxOrder.Model, shape, () => Accumulators(op, rows.Value, weights, summed, shape)), shape.Length - 1);
        return new OnnxPending(op.Output, shape, op.Node, target => isInteger
            ? Quantized(op, rows.Value, input.Quantization, weights, bias, target, matrix, alpha)
            : island.Quantize(op, target))
        {
            // A vector as the second matrix leaves no axis of channels.
            AsIsland = matrix.Length < 2 ? null : new(() => island),
        };
    }

    /// <summary>The layer that gives its accumulators, for what real numbers are computed of.</summary>
    private static int Accumulators(OnnxOp op, OnnxCodes input, OnnxWeights weights, OnnxBias? bias, int[] shape) =>
        Add(op, input, weights, bias, ChannelRequantization.Accumulator, shape, result =>
        {
            int tensor = op.Graph.AddTensor("", ElementType.Int32, result, TensorLayout.Any, null);
            return (tensor, tensor);
        });

    private static OnnxCodes Quantized(
        OnnxOp op, OnnxCodes input, OnnxQuantization quantization, OnnxWeights weights, OnnxBias? bias, OnnxTarget target, int[] matrix, float alpha = 1) =>
        Add(
            op, input, weights, bias, op.Requantization(quantization, weights.Quantization, target, alpha),
            OutputShape(op, input.Shape, weights, matrix),
            shape => op.Graph.AddResult(target, shape, OnnxOrder.Model, op.Node));

    private static TValue Add<TValue>(
        OnnxOp op,
        OnnxCodes input,
        OnnxWeights weights,
        OnnxBias? bias,
        ChannelRequantization requantization,
        int[] shape,
        Func<int[], (TValue Value, int Tensor)> addOutput)
    {
        int weightTensor = weights.Add(op.Graph, TensorLayout.Oi);
        int biasTensor = OnnxBias.Add(bias, op.Graph);
        int inputTensor = op.Graph.Tensor(input, OnnxOrder.Model);
        (TValue value, int output) = addOutput(shape);
        int inChannels = weights.Shape[1];
        int rows = (int)(input.Shape.Aggregate(1L, (product, extent) => product * extent) / inChannels);
        op.Graph.Add(new FullyConnected(
            op.Graph.NodeName(op.Graph.NameOf(output), op.Node.OpType), inputTensor, weightTensor, biasTensor, output,
            new MacGeometry(WindowGeometry.Vector(rows, inChannels), weights.Channels, 1, TensorLayout.Oi), requantization));
        return value;
    }

    /// <summary>The second matrix without leading axes of extent 1; a vector is a matrix of one column.</summary>
    private static OnnxTensor AsMatrix(OnnxOp op, OnnxTensor matrix)
    {
        if (matrix.Shape.Length == 0 || matrix.Shape.SkipLast(2).Any(extent => extent != 1))
        {
            throw op.Node.Unsupported($"has a second matrix {matrix.Signature}: a stack of matrices");
        }

        return matrix.Shape.Length == 1
            ? matrix with { Shape = [matrix.Shape[0], 1] }
            : matrix with { Shape = matrix.Shape[^2..] };
    }

    /// <summary>Channels first.</summary>
    private static OnnxWeights Weights(OnnxOp op, OnnxWeights matrix) => matrix.Shape.Length == 2
        ? matrix.Transposed()
        : throw op.Node.ShapeError($"has a second matrix of shape [{string.Join(", ", matrix.Shape)}]");

    /// <summary>numpy's rules for products: leading axes broadcast, and the axis that a vector lacks is dropped.</summary>
    private static int[] OutputShape(OnnxOp op, int[] input, OnnxWeights weights, int[] matrix)
    {
        if (input.Length == 0 || input[^1] != weights.Shape[1])
        {
            throw op.Node.ShapeError($"multiplies [{string.Join(", ", input)}] by [{string.Join(", ", matrix)}]");
        }

        IEnumerable<int> leading = Enumerable.Repeat(1, Math.Max(matrix.Length - Math.Max(input.Length, 2), 0)).Concat(input[..^1]);
        return [.. leading, .. matrix.Length == 1 ? [] : new[] { weights.Channels }];
    }

    private static void RequireMatrices(OnnxOp op, int[] first, int[] second)
    {
        if (first.Length != 2 || second.Length != 2)
        {
            throw op.Node.ShapeError($"multiplies [{string.Join(", ", first)}] by [{string.Join(", ", second)}], expected two matrices");
        }
    }

    private static int[] TransposedShape(OnnxOp op, int[] shape) => op.Node.Int("transA", 0) != 0 ? [shape[1], shape[0]] : shape;

    private static OnnxCodes Transposed(OnnxOp op, OnnxCodes input) => op.Node.Int("transA", 0) != 0
        ? op.Graph.Transpose(input, "", [1, 0])
        : input;
}
