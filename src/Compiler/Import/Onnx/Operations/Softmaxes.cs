using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QLinearSoftmax, and Softmax between DequantizeLinear and QuantizeLinear.</summary>
internal static class Softmaxes
{
    /// <summary>From this opset on a softmax runs along one axis; before it ran over that axis and all after it.</summary>
    private const int OneAxisOpset = 13;

    private const float GreatestExponential = 8388607;

    /// <summary>QLinearSoftmax(x, xs, xz, ys, yz), whose attribute says which opset it is of.</summary>
    public static OnnxValue ImportQuantized(OnnxOp op)
    {
        OnnxCodes input = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(input, 1, 2);
        return Add(op, input, quantization, op.Target(3, 4, input.Scale.IsUnsigned), op.Node.Int("opset", 1) >= OneAxisOpset);
    }

    /// <summary>Softmax(x) of real numbers.</summary>
    public static OnnxValue ImportReal(OnnxOp op)
    {
        OnnxDequantized input = op.Dequantized(0);
        return new OnnxPending(op.Output, input.Shape, op.Node, target =>
            Add(op, input.Codes, input.Quantization, target, op.Opset >= OneAxisOpset))
        {
            Return = name => Return(op, input.Codes, name),
        };
    }

    /// <summary>The numbers themselves, where rows lie side by side in the order of the model.</summary>
    private static int Return(OnnxOp op, OnnxCodes codes, string name)
    {
        (int axis, int depth) = Rows(op, codes, op.Opset >= OneAxisOpset);
        if (op.Opset >= OneAxisOpset && codes.Shape[(axis + 1)..].Any(extent => extent != 1))
        {
            throw op.Node.Unsupported(Invariant($"returns real numbers along axis {axis} as {Quote(name)} that no QuantizeLinear makes codes of; only rows of the last axis are computed so"));
        }

        int input = op.Graph.Tensor(codes, OnnxOrder.Model);
        (_, int output) = op.Graph.AddNumbers(name, codes.Shape, ElementType.Float32);
        op.Graph.Add(new SoftmaxReal(op.Graph.NodeName(name, op.Node.OpType), input, output, depth));
        return output;
    }

    /// <summary>The axis, and how many elements a row has.</summary>
    private static (int Axis, int Depth) Rows(OnnxOp op, OnnxCodes codes, bool isOneAxis)
    {
        int rank = codes.Shape.Length;
        if (rank == 0)
        {
            throw op.Node.ShapeError("has an input without axes");
        }

        int axis = op.Axis(op.Node.Int("axis", isOneAxis ? -1 : 1), rank);
        return (axis, isOneAxis ? codes.Shape[axis] : codes.Shape[axis..].Aggregate(1, (product, extent) => product * extent));
    }

    private static OnnxCodes Add(OnnxOp op, OnnxCodes codes, OnnxQuantization quantization, OnnxTarget target, bool isOneAxis)
    {
        if (quantization.IsUnsigned != target.Quantization.IsUnsigned)
        {
            throw op.Node.QuantizationError("makes int8 codes of uint8 ones, or the other way round");
        }

        int rank = codes.Shape.Length;
        (int axis, int depth) = Rows(op, codes, isOneAxis);
        if (axis == rank - 1)
        {
            return Rows(op, codes, OnnxOrder.Model, depth, quantization, target);
        }

        if (isOneAxis && axis == 1 && OnnxOrders.HasChannels(codes.Shape))
        {
            return Rows(op, codes, OnnxOrder.ChannelsLast, depth, quantization, target);
        }

        if (!isOneAxis)
        {
            OnnxCodes flat = op.Graph.Reshape(codes, "", [codes.Shape[..axis].Aggregate(1, (product, extent) => product * extent), depth]);
            return op.Graph.Reshape(Rows(op, flat, OnnxOrder.Model, depth, quantization, target with { Name = "" }), target.Name, codes.Shape);
        }

        // Swapping the axis with the last one undoes itself.
        int[] swap = [.. Enumerable.Range(0, rank)];
        (swap[axis], swap[^1]) = (swap[^1], swap[axis]);
        OnnxCodes rows = Rows(op, op.Graph.Transpose(codes, "", swap), OnnxOrder.Model, depth, quantization, target with { Name = "" });
        return op.Graph.Transpose(rows, target.Name, swap);
    }

    /// <summary>
    /// A softmax over the last axis of the graph's tensor. Its exponentials
    /// <c>f32(min(FLT_MAX / n, 8388607) * exp(double(d) * xs))</c> for the differences d = 0, -1 … -255 are a constant.
    /// </summary>
    private static OnnxCodes Rows(
        OnnxOp op, OnnxCodes codes, OnnxOrder order, int depth, OnnxQuantization quantization, OnnxTarget target)
    {
        double greatest = Math.Min(float.MaxValue / depth, GreatestExponential);
        float[] exponentials = [.. Enumerable.Range(0, 256).Select(d => (float)(greatest * Math.Exp(-d * (double)quantization.Scale)))];
        uint inverse = op.FactorBits(MathF.Floor(1 / target.Quantization.Scale));
        int table = op.Graph.AddConstant(
            "", ElementType.Float32, [exponentials.Length], TensorLayout.Any, MemoryMarshal.AsBytes<float>(exponentials).ToArray());
        int input = op.Graph.Tensor(codes, order);
        (OnnxCodes result, int output) = op.Graph.AddResult(target, codes.Shape, order, op.Node);
        op.Graph.Add(new QLinearSoftmax(
            op.Graph.NodeName(target.Name, op.Node.OpType), input, table, output, inverse, target.Clamp));
        return result;
    }
}
