using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using ElementType = QMacVerify.Generators.Graph.ElementType;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>What accumulators of a layer are worth: <c>f32(f32(f32(acc) * factor) + offset)</c>.</summary>
/// <remarks>
/// As the runtime's own products of integers with real results have it (MatMulIntegerToFloat). Where it dequantizes both operands and computes
/// in float32, its results are these but for the rounding of each partial sum: the same where all partial sums are float32 numbers, as for
/// scales that are powers of two.
/// </remarks>
/// <param name="Factors">For each channel: the scale of the activations times that of its weights.</param>
/// <param name="Offsets">For each channel: its bias.</param>
internal sealed record OnnxLayerReals(float[] Factors, float[] Offsets)
{
    /// <summary>Evaluations that finding the steps of a function takes, more or less.</summary>
    private const int EvaluationsPerFunction = 1 << 13;

    public static OnnxLayerReals Of(OnnxOp op, OnnxQuantization input, OnnxWeights weights, float[] bias, float alpha = 1, float beta = 1) => Of(
        op, [.. Enumerable.Range(0, weights.Channels).Select(channel => alpha * input.Scale * weights.ScaleOf(channel))], bias, beta);

    /// <summary>The same of factors.</summary>
    public static OnnxLayerReals Of(OnnxOp op, float[] factors, float[] bias, float beta = 1)
    {
        float[] offsets = [.. bias.Select(value => beta * value)];
        foreach (float number in (float[])[.. factors.Select(factor => factor >= 0 ? factor : float.NaN), .. offsets])
        {
            if (!RealRange.Usable.Contains(BitConverter.SingleToUInt32Bits(number)))
            {
                throw op.Node.QuantizationError(Invariant($"has a factor or a bias of {number}, expected finite numbers, and a factor that is not negative"));
            }
        }

        return new OnnxLayerReals(factors, offsets);
    }

    /// <summary>The source of islands of a layer.</summary>
    /// <param name="op">The layer.</param>
    /// <param name="order">In which it leaves its results.</param>
    /// <param name="shape">Of the result, in the order of the model.</param>
    /// <param name="accumulators">Adds the layer with accumulators as its result, channels last.</param>
    public OnnxLayer Layer(OnnxOp op, OnnxOrder order, int[] shape, Func<int> accumulators)
    {
        Lazy<int> tensor = new(accumulators);
        return new OnnxLayer((island, target) =>
        {
            int rows = island.IsPerChannel ? Factors.Length : 1;
            op.Graph.CountFolded(op.Node, (Int128)rows * EvaluationsPerFunction);
            float limit = Math.Min((2147483648f * Factors.Max()) + Offsets.Max(MathF.Abs), float.MaxValue);
            (float[], sbyte[])[] steps =
            [
                .. Enumerable.Range(0, rows).Select(row => Reached(
                    StepFunctions.Of(real => island.Function(row, real), target, limit, island.Producer),
                    island.IsPerChannel ? [(Factors[row], Offsets[row])] : [.. Factors.Zip(Offsets).Distinct()])),
            ];
            int input = tensor.Value;
            (OnnxCodes result, int output) = op.Graph.AddResult(target, shape, order, op.Node);
            op.Graph.AddLayerFunction(op.Graph.NodeName(target.Name, island.Producer.OpType), input, output, this, steps, island.Producer.OpType);
            return result;
        })
        {
            Return = name =>
            {
                int input = tensor.Value;
                (_, int output) = op.Graph.AddNumbers(name, shape, ElementType.Float32);
                op.Graph.AddLayerResult(op.Graph.NodeName(name, op.Node.OpType), input, output, this, channelsFirst: order == OnnxOrder.ChannelsLast);
                return output;
            },
        };
    }

    /// <summary>Without the steps that no accumulator reaches, such as those that rounding makes between two of them.</summary>
    private static (float[] Breaks, sbyte[] Codes) Reached((float[] Breaks, sbyte[] Codes) steps, (float Factor, float Offset)[] channels)
    {
        List<float> breaks = [];
        List<sbyte> codes = [steps.Codes[0]];
        for (int i = 0; i < steps.Breaks.Length; i++)
        {
            float end = i + 1 < steps.Breaks.Length ? steps.Breaks[i + 1] : float.PositiveInfinity;
            if (steps.Codes[i + 1] != codes[^1] && channels.Any(channel => IsReached(steps.Breaks[i], end, channel.Factor, channel.Offset)))
            {
                breaks.Add(steps.Breaks[i]);
                codes.Add(steps.Codes[i + 1]);
            }
        }

        return ([.. breaks], [.. codes]);
    }

    /// <summary>Whether some accumulator is worth at least a number and less than another.</summary>
    private static bool IsReached(float first, float end, float factor, float offset)
    {
        // The least accumulator that is worth at least the first number, by bisection: factors are not negative.
        long least = int.MinValue;
        long beyond = int.MaxValue + 1L;
        while (least < beyond)
        {
            long middle = (least + beyond) >> 1;
            if (RealArithmetic.OfAccumulator((int)middle, factor, offset) >= first)
            {
                beyond = middle;
            }
            else
            {
                least = middle + 1;
            }
        }

        return least <= int.MaxValue && RealArithmetic.OfAccumulator((int)least, factor, offset) < end;
    }
}
