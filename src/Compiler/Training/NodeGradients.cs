using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Training;

/// <summary>Backwards through operations without weights: from the gradient of a node's codes to those of the codes that it reads.</summary>
/// <remarks>Rounding counts as the identity.</remarks>
internal static class NodeGradients
{
    /// <summary>What there are gradients for, for messages.</summary>
    public static string Supported => string.Join(", ",
        Conv2D.OpName, DepthwiseConv2D.OpName, TransposeConv.OpName, FullyConnected.OpName, Generators.Graph.Ops.Add.OpName, Sub.OpName, QLinearAdd.OpName, XnnpackAdd.OpName,
        AveragePool2D.OpName, MaxPool2D.OpName, QLinearGlobalAveragePool.OpName, ReduceSum.OpName, XnnpackReduceSum.OpName, Reshape.OpName, "view, pad, concat");

    /// <summary>Whether there is a gradient for a node that is no layer of products.</summary>
    public static bool Has(QuantizedGraph graph, GraphNode node) => node switch
    {
        ScaledSum or QLinearAdd or XnnpackAdd => node.Inputs.All(input => graph.Tensor(input).ElementCount == graph.Tensor(node.Output).ElementCount),
        AveragePool2D or MaxPool2D or QLinearGlobalAveragePool or ReduceSum or XnnpackReduceSum or Reshape or CopyNode => true,
        _ => false,
    };

    /// <summary>The input elements that each output element of a pool or a reduction is made of, which are those of all samples; empty for other nodes.</summary>
    public static int[][] GroupsOf(Network network, GraphNode node) => node is Pool2D or Reduce or QLinearGlobalAveragePool ? ElementGroups.Of(network, node) : [];

    /// <summary>Adds the gradients of a node's inputs in one sample.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">One that there is a gradient for.</param>
    /// <param name="groups">Its <see cref="GroupsOf"/>.</param>
    /// <param name="codes">Codes of a tensor.</param>
    /// <param name="output">Gradient of the node's codes.</param>
    /// <param name="gradient">Gradient of a tensor, to be added to; null for one that nothing learns by.</param>
    public static void Add(QuantizedGraph graph, GraphNode node, int[][] groups, Func<int, sbyte[]> codes, float[] output, Func<int, float[]?> gradient)
    {
        switch (node)
        {
            case ScaledSum sum:
                (double first, double second) = RealFactors.Of(sum);
                AddSum(graph, sum, sum.Clamp, first, second, codes, output, gradient);
                break;
            case QLinearAdd sum:
                AddSum(graph, sum, sum.Clamp, RealOf(sum.FirstFactorBits), RealOf(sum.SecondFactorBits), codes, output, gradient);
                break;
            case XnnpackAdd sum:
                AddSum(graph, sum, sum.Clamp, Math.ScaleB(sum.FirstFactor, -sum.Shift), Math.ScaleB(sum.SecondFactor, -sum.Shift), codes, output, gradient);
                break;
            case AveragePool2D pool when gradient(pool.Input) is float[] input:
                AddAverages(pool.Clamp, graph.Tensor(node.Output).ZeroPoint, groups, codes(pool.Input), output, input);
                break;
            case MaxPool2D pool when gradient(pool.Input) is float[] input:
                AddGreatest(pool.Clamp, graph.Tensor(node.Output).ZeroPoint, groups, codes(pool.Input), output, input);
                break;
            case ReduceSum reduce when gradient(reduce.Input) is float[] input:
                AddReduced(groups, RealFactors.Of(reduce.Multiplier), output, input);
                break;
            case XnnpackReduceSum reduce when gradient(reduce.Input) is float[] input:
                AddReduced(groups, RealOf(reduce.FactorBits), output, input);
                break;
            case QLinearGlobalAveragePool pool when gradient(pool.Input) is float[] input:
                AddReduced(groups, RealOf(pool.FactorBits), output, input);
                break;
            case Reshape reshape when gradient(reshape.Input) is float[] input:
                for (int i = 0; i < output.Length; i++)
                {
                    input[i] += output[i];
                }

                break;
            case CopyNode copy:
                TensorInfo[] parts = [.. node.Inputs.Select(graph.Tensor)];
                foreach ((int part, StridedCopy moved) in copy.Copies(parts, graph.Tensor(node.Output)).Index())
                {
                    if (gradient(node.Inputs[part]) is float[] input)
                    {
                        AddCopy(moved, 0, moved.SourceOffset, moved.TargetOffset, output, input);
                    }
                }

                break;
        }
    }

    /// <summary>Whether a gradient reaches what a clamped code was made of.</summary>
    /// <remarks>
    /// Inside the clamp it does. Below a rectifier it does not. At the other ends, where codes are exhausted, it does where a step
    /// against it leads back inside: a logit that an approximate circuit drove to the end of int8 would else never return.
    /// </remarks>
    /// <param name="value">What the code was before it was rounded and clamped.</param>
    /// <param name="clamp">The codes that are let through.</param>
    /// <param name="zeroPoint">The code of real zero.</param>
    /// <param name="gradient">Of the code.</param>
    public static bool Passes(double value, ClampRange clamp, int zeroPoint, float gradient) =>
        value > clamp.Upper + 0.5 ? gradient > 0
        : value >= clamp.Lower - 0.5 || (clamp.Lower != zeroPoint && gradient < 0);

    private static void AddSum(
        QuantizedGraph graph, ElementwiseNode node, ClampRange clamp, double first, double second, Func<int, sbyte[]> codes, float[] output, Func<int, float[]?> gradient)
    {
        int zeroPoint = graph.Tensor(node.Output).ZeroPoint;
        int firstZeroPoint = graph.Tensor(node.First).ZeroPoint;
        int secondZeroPoint = graph.Tensor(node.Second).ZeroPoint;
        sbyte[] left = codes(node.First);
        sbyte[] right = codes(node.Second);
        float[]? ofLeft = gradient(node.First);
        float[]? ofRight = gradient(node.Second);
        for (int i = 0; i < output.Length; i++)
        {
            if (!Passes(zeroPoint + (first * (left[i] - firstZeroPoint)) + (second * (right[i] - secondZeroPoint)), clamp, zeroPoint, output[i]))
            {
                continue;
            }

            if (ofLeft is not null)
            {
                ofLeft[i] += (float)(first * output[i]);
            }

            if (ofRight is not null)
            {
                ofRight[i] += (float)(second * output[i]);
            }
        }
    }

    private static double RealOf(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static void AddAverages(ClampRange clamp, int zeroPoint, int[][] groups, sbyte[] codes, float[] output, float[] input)
    {
        for (int target = 0; target < groups.Length; target++)
        {
            int[] reads = groups[target];
            int sum = 0;
            foreach (int read in reads)
            {
                sum += codes[read];
            }

            if (Passes((double)sum / reads.Length, clamp, zeroPoint, output[target]))
            {
                foreach (int read in reads)
                {
                    input[read] += output[target] / reads.Length;
                }
            }
        }
    }

    /// <summary>To the first of the greatest.</summary>
    private static void AddGreatest(ClampRange clamp, int zeroPoint, int[][] groups, sbyte[] codes, float[] output, float[] input)
    {
        for (int target = 0; target < groups.Length; target++)
        {
            int greatest = groups[target][0];
            foreach (int read in groups[target])
            {
                greatest = codes[read] > codes[greatest] ? read : greatest;
            }

            if (Passes(codes[greatest], clamp, zeroPoint, output[target]))
            {
                input[greatest] += output[target];
            }
        }
    }

    /// <summary>To each element that was summed up, so many times the gradient of the sum.</summary>
    private static void AddReduced(int[][] groups, double factor, float[] output, float[] input)
    {
        for (int target = 0; target < groups.Length; target++)
        {
            foreach (int read in groups[target])
            {
                input[read] += (float)(factor * output[target]);
            }
        }
    }

    private static void AddCopy(StridedCopy copy, int axis, int source, int target, float[] output, float[] input)
    {
        if (axis == copy.Axes.Count)
        {
            input[source] += output[target];
            return;
        }

        for (int i = 0; i < copy.Axes[axis].Extent; i++)
        {
            AddCopy(copy, axis + 1, source + (i * copy.Axes[axis].SourceStride), target + (i * copy.Axes[axis].TargetStride), output, input);
        }
    }
}
