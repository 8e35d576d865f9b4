using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Constant weights with their output channels first: [channels, inputs of the group, filter] or [channels, inputs].</summary>
/// <param name="Name">Name of the constant.</param>
/// <param name="Shape">Extents, at least one, none 0.</param>
/// <param name="Codes">As int8.</param>
/// <param name="Quantization">One scale and zero point, or one per channel.</param>
internal sealed record OnnxWeights(string Name, int[] Shape, byte[] Codes, OnnxQuantization Quantization)
{
    public int Channels => Shape[0];

    /// <summary>The scale of an output channel.</summary>
    public float ScaleOf(int channel) => Quantization.Scales[Quantization.IsPerChannel ? channel : 0];

    /// <summary>Weights of a QOperator node.</summary>
    public static OnnxWeights Of(OnnxOp op, OnnxTensor tensor, OnnxQuantization quantization)
    {
        if (!tensor.Type.IsCode() || tensor.Count == 0 || tensor.Shape.Length == 0)
        {
            throw op.Node.GraphError($"has the weights {Quote(tensor.Name)}, {tensor.Signature}, expected codes of 8 bits, channels first");
        }

        return new OnnxWeights(tensor.Name, tensor.Shape, OnnxOp.CodesOf(tensor), quantization);
    }

    /// <summary>Weights whose real numbers a node reads.</summary>
    /// <param name="op">The node.</param>
    /// <param name="constant">The weights.</param>
    /// <param name="axis">That of the output channels.</param>
    public static OnnxWeights Of(OnnxOp op, OnnxDequantizedConstant constant, int axis)
    {
        if (constant.Scales.Length > 1 && constant.Axis != axis)
        {
            throw op.Node.QuantizationError(Invariant(
                $"has the weights {Quote(constant.Name)} with scales along axis {constant.Axis}, expected axis {axis}"));
        }

        OnnxTensor tensor = constant.Tensor;
        int channels = axis < tensor.Shape.Length ? tensor.Shape[axis] : 0;
        return Of(op, tensor, op.ChannelQuantization(constant.Scales, constant.ZeroPoint, tensor.Type == OnnxType.UInt8, channels));
    }

    /// <summary>The same with the two axes of a matrix swapped: inputs first to channels first.</summary>
    public OnnxWeights Transposed() => this with
    {
        Shape = [Shape[1], Shape[0]],
        Codes = AxisOrder.Permute(Codes, 1, Shape, [1, 0]),
    };

    /// <summary>Adds the weights to the graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layout">OHWI, 1HWC or OI.</param>
    public int Add(OnnxGraphBuilder graph, TensorLayout layout)
    {
        if (layout == TensorLayout.Oi)
        {
            return graph.AddConstant(Name, ElementType.Int8, Shape, layout, Codes, OnnxGraphBuilder.ToGraph(Quantization));
        }

        int[] shape = OnnxOrders.AsImage(Shape);
        int[] permutation = layout == TensorLayout.OneHwc ? [1, 2, 3, 0] : [0, 2, 3, 1];
        return graph.AddConstant(
            Name, ElementType.Int8, AxisOrder.Permute(shape, permutation), layout,
            AxisOrder.Permute(Codes, 1, shape, permutation),
            OnnxGraphBuilder.ToGraph(Quantization, axis: layout == TensorLayout.OneHwc ? 3 : 0));
    }
}

/// <summary>An int32 bias with scale xs * ws.</summary>
/// <param name="Name">Name of the constant.</param>
/// <param name="Values">One per output channel.</param>
internal sealed record OnnxBias(string Name, int[] Values)
{
    /// <summary>Real numbers as the runtime makes them integers: <c>rne(f32(value / f32(xs * ws)))</c>.</summary>
    public static OnnxBias Of(string name, float[] values, OnnxQuantization activations, OnnxWeights weights) => new(name, [.. values.Select((value, channel) =>
        (int)MathF.Round(value / (activations.Scale * weights.ScaleOf(channel)), MidpointRounding.ToEven))]);

    /// <summary>The same for weights of one scale.</summary>
    public static OnnxBias Of(string name, float[] values, float scale) => new(name, [.. values.Select(value => (int)MathF.Round(value / scale, MidpointRounding.ToEven))]);

    /// <summary>Adds the bias to the graph.</summary>
    /// <param name="bias">Null for none.</param>
    /// <param name="graph">The graph.</param>
    /// <returns>Its tensor, or -1.</returns>
    public static int Add(OnnxBias? bias, OnnxGraphBuilder graph) => bias is null ? -1 : graph.AddConstant(
        bias.Name, ElementType.Int32, [bias.Values.Length], TensorLayout.O, MemoryMarshal.AsBytes<int>(bias.Values).ToArray());
}
