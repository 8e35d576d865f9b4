using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Two operands of numpy broadcasting, in one order.</summary>
/// <param name="First">Tensor of the first operand.</param>
/// <param name="Second">Tensor of the second operand.</param>
/// <param name="Shape">Of the result, in the order of the model.</param>
/// <param name="Order">Of all three.</param>
/// <param name="FirstIsConstantInside">
/// Whether along the innermost axis of the model that has an extent the first operand has one element: ONNX Runtime then
/// takes the operands the other way round, which matters to the last bit.
/// </param>
internal sealed record OnnxBroadcast(int First, int Second, int[] Shape, OnnxOrder Order, bool FirstIsConstantInside)
{
    private const int MaxRank = 6;

    public static OnnxBroadcast Of(OnnxOp op, OnnxCodes first, OnnxCodes second)
    {
        int[] shape = ResultShape(op, first.Shape, second.Shape);
        OnnxOrder order = OnnxOrders.HasChannels(shape) && (IsNative(first, shape) || IsNative(second, shape))
            ? OnnxOrder.ChannelsLast
            : OnnxOrder.Model;
        return new OnnxBroadcast(
            Operand(op.Graph, first, order, shape.Length), Operand(op.Graph, second, order, shape.Length), shape, order,
            IsConstantInside(first.Shape, shape));
    }

    /// <summary>The shape that broadcasting gives.</summary>
    public static int[] ResultShape(OnnxOp op, int[] first, int[] second)
    {
        int rank = Math.Max(first.Length, second.Length);
        int[] shape = new int[rank];
        for (int fromEnd = 1; fromEnd <= rank; fromEnd++)
        {
            int a = fromEnd <= first.Length ? first[^fromEnd] : 1;
            int b = fromEnd <= second.Length ? second[^fromEnd] : 1;
            shape[^fromEnd] = a == 1 ? b : a;
            if ((a != b && a != 1 && b != 1) || rank > MaxRank)
            {
                throw op.Node.ShapeError(Invariant(
                    $"combines [{string.Join(", ", first)}] with [{string.Join(", ", second)}], which do not broadcast within {MaxRank} axes"));
            }
        }

        return shape;
    }

    private static bool IsNative(OnnxCodes codes, int[] shape) =>
        codes.Shape.Length == shape.Length && codes.Tensor(OnnxOrder.ChannelsLast) != OnnxCodes.NoTensor;

    private static int Operand(OnnxGraphBuilder graph, OnnxCodes codes, OnnxOrder order, int rank) => graph.Tensor(
        order == OnnxOrder.ChannelsLast && codes.Shape.Length < rank
            ? graph.Reshape(codes, codes.Name, [.. Enumerable.Repeat(1, rank - codes.Shape.Length), .. codes.Shape])
            : codes,
        order);

    private static bool IsConstantInside(int[] first, int[] shape)
    {
        int fromEnd = 1;
        while (fromEnd <= shape.Length && shape[^fromEnd] == 1)
        {
            fromEnd++;
        }

        return fromEnd > shape.Length || fromEnd > first.Length || first[^fromEnd] == 1;
    }
}
