using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Poolings: QLinearAveragePool and QLinearGlobalAveragePool, those of real numbers, and MaxPool, which moves codes.</summary>
internal static class Pooling
{
    /// <summary>QLinearAveragePool(x, xs, xz, ys, yz).</summary>
    public static OnnxValue ImportQuantizedAverage(OnnxOp op)
    {
        RefuseChannelsLast(op);
        OnnxCodes input = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(input, 1, 2);
        return Average(op, input, quantization, op.Target(3, 4, input.Scale.IsUnsigned));
    }

    /// <summary>QLinearGlobalAveragePool(x, xs, xz, ys, yz).</summary>
    public static OnnxValue ImportQuantizedGlobalAverage(OnnxOp op)
    {
        RefuseChannelsLast(op);
        OnnxCodes input = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(input, 1, 2);
        return GlobalAverage(op, input, quantization, op.Target(3, 4, input.Scale.IsUnsigned));
    }

    /// <summary>AveragePool(x) of real numbers.</summary>
    public static OnnxValue ImportAverage(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        int[] shape = OnnxWindows.OutputShape(op, input.Shape, Window(op, input.Shape), input.Shape[1]);
        return new OnnxPending(op.Output, shape, op.Node, target => Average(op, input.Codes, input.Quantization, target));
    }

    /// <summary>GlobalAveragePool(x) of real numbers.</summary>
    public static OnnxValue ImportGlobalAverage(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        int[] shape = OnnxWindows.OutputShape(op, input.Shape, OnnxWindows.Whole(op, input.Shape), input.Shape[1]);
        return new OnnxPending(op.Output, shape, op.Node, target => GlobalAverage(op, input.Codes, input.Quantization, target));
    }

    /// <summary>MaxPool(x): the greatest code is the code of the greatest real number.</summary>
    public static OnnxValue ImportMax(OnnxOp op) => op.Move(0, shape =>
    {
        if (op.Node.Outputs.Count > 1 && op.Node.Outputs[1].Length > 0)
        {
            throw op.Node.Unsupported("returns the indices of its maxima");
        }

        return MaxPool(op, shape, OnnxWindows.Read(op, shape));
    });

    /// <summary>GlobalMaxPool(x), likewise.</summary>
    public static OnnxValue ImportGlobalMax(OnnxOp op) => op.Move(0, shape => MaxPool(op, shape, OnnxWindows.Whole(op, shape)));

    private static OnnxMove MaxPool(OnnxOp op, int[] shape, WindowGeometry window)
    {
        int[] pooled = OnnxWindows.OutputShape(op, shape, window, shape[1]);
        return new OnnxMove(pooled, (codes, name, _) =>
        {
            int input = op.Graph.Tensor(codes, OnnxOrder.ChannelsLast);
            (OnnxCodes result, int output) = op.Graph.AddCodes(name, pooled, codes.Scale, OnnxOrder.ChannelsLast);
            op.Graph.Add(new MaxPool2D(op.Graph.NodeName(name, op.Node.OpType), input, output, window, ClampRange.Full));
            return result;
        });
    }

    private static OnnxCodes Average(OnnxOp op, OnnxCodes codes, OnnxQuantization quantization, OnnxTarget target)
    {
        WindowGeometry window = Window(op, codes.Shape);
        if (window.Padding == Padding.Valid && (window.FilterHeight, window.FilterWidth) == (window.InHeight, window.InWidth))
        {
            // ONNX Runtime takes its global pooling then, which adds the zero point after the rounding.
            return GlobalAverage(op, codes, quantization, target);
        }

        RequireEqualTypes(op, quantization, target);
        int input = op.Graph.Tensor(codes, OnnxOrder.ChannelsLast);
        (OnnxCodes result, int output) = op.Graph.AddResult(
            target, OnnxWindows.OutputShape(op, codes.Shape, window, codes.Shape[1]), OnnxOrder.ChannelsLast, op.Node);
        op.Graph.Add(new QLinearAveragePool2D(
            op.Graph.NodeName(target.Name, op.Node.OpType), input, output, window, op.Node.Int("count_include_pad", 0) != 0,
            op.FactorBits(quantization.Scale), op.FactorBits(target.Quantization.Scale), target.Quantization.CodeOffset, target.Clamp));
        return result;
    }

    /// <summary><c>k = f32(xs / (ys * N))</c>.</summary>
    private static OnnxCodes GlobalAverage(OnnxOp op, OnnxCodes codes, OnnxQuantization quantization, OnnxTarget target)
    {
        WindowGeometry window = OnnxWindows.Whole(op, codes.Shape);
        RequireEqualTypes(op, quantization, target);
        int input = op.Graph.Tensor(codes, OnnxOrder.ChannelsLast);
        (OnnxCodes result, int output) = op.Graph.AddResult(
            target, OnnxWindows.OutputShape(op, codes.Shape, window, codes.Shape[1]), OnnxOrder.ChannelsLast, op.Node);
        int count = window.InHeight * window.InWidth;
        float factor = quantization.Scale / (target.Quantization.Scale * count);
        op.Graph.Add(new QLinearGlobalAveragePool(
            op.Graph.NodeName(target.Name, op.Node.OpType), input, output, op.FactorBits(factor), target.Clamp));
        return result;
    }

    private static WindowGeometry Window(OnnxOp op, int[] shape)
    {
        WindowGeometry window = OnnxWindows.Read(op, shape);
        return window is { DilationY: 1, DilationX: 1 }
            ? window
            : throw op.Node.Unsupported(Invariant($"has a window with dilation {window.DilationY} x {window.DilationX}"));
    }

    private static void RefuseChannelsLast(OnnxOp op)
    {
        if (op.Node.Int("channels_last", 0) != 0)
        {
            throw op.Node.Unsupported("has its channels last");
        }
    }

    private static void RequireEqualTypes(OnnxOp op, OnnxQuantization input, OnnxTarget target)
    {
        if (input.IsUnsigned != target.Quantization.IsUnsigned)
        {
            throw op.Node.QuantizationError("makes int8 codes of uint8 ones, or the other way round");
        }
    }
}
