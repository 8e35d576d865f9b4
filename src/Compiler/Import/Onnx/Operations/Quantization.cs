using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QuantizeLinear and DequantizeLinear: at the boundary operations, inside the graph what makes integer operators of real ones.</summary>
internal static class Quantization
{
    /// <summary>QuantizeLinear(x, ys, yz).</summary>
    public static OnnxValue ImportQuantize(OnnxOp op)
    {
        RefuseBlocks(op);
        bool isUnsigned = op.Node.Has(2)
            ? op.Constant(2, "its zero point").Type == OnnxType.UInt8
            : op.Node.Int("output_dtype", (long)OnnxType.UInt8) switch
            {
                (long)OnnxType.Int8 => false,
                (long)OnnxType.UInt8 or 0 => true,
                long type => throw op.Node.Unsupported($"makes codes of type {((OnnxType)type).Name()}"),
            };
        switch (op.Value(0))
        {
            case OnnxDequantized real:
                return Rescale(op, real, op.Quantization(1, 2, isUnsigned));
            case OnnxConstant { Tensor: { Type: OnnxType.Float32 } tensor }:
                return Constant(op, tensor, isUnsigned);
            case var value:
                return op.Pending(value).Complete(op.Graph, op.Node, new OnnxTarget(op.Output, op.Quantization(1, 2, isUnsigned), ClampRange.Full));
        }
    }

    /// <summary>DequantizeLinear(x, xs, xz).</summary>
    public static OnnxValue ImportDequantize(OnnxOp op)
    {
        RefuseBlocks(op);
        switch (op.Value(0))
        {
            case OnnxConstant constant:
                return DequantizedConstant(op, constant.Tensor);
            default:
                OnnxCodes codes = op.Codes(0);
                return new OnnxDequantized(op.Output, codes, op.InputQuantization(codes, 1, 2));
        }
    }

    /// <summary>The tensor of an output: codes, real numbers or accumulators, in the order of the model.</summary>
    public static int AtOutput(OnnxGraphBuilder graph, string name)
    {
        switch (graph.Find(name))
        {
            case OnnxCodes codes:
                return graph.Tensor(codes, OnnxOrder.Model);
            case OnnxDequantized real:
                // The scale of the codes is that of the numbers: whoever reads codes with another one is refused.
                int input = graph.Tensor(real.Codes, OnnxOrder.Model);
                (_, int output) = graph.AddNumbers(name, real.Shape, ElementType.Float32);
                graph.Add(new Dequantize(graph.NodeName(name, "DequantizeLinear"), input, output));
                return output;
            case OnnxNumbers { Type: ElementType.Int32 } numbers:
                return numbers.Tensor;
            case OnnxLayerIsland { IsIdentity: true, Layer.Return: { } give }:
                return give(name);
            case OnnxPending { AsIsland: { } lazy, IsUnlimited: true }
                when lazy.Value is OnnxLayerIsland { IsIdentity: true, Layer.Return: { } give }:
                return give(name);
            case OnnxCurve curve:
                curve.RequireNumbers();
                return graph.AddLookupReal(name, curve);
            case OnnxPending { Return: { } give, IsUnlimited: true }:
                return give(name);
            case OnnxIsland island:
                throw island.Producer.Unsupported($"returns real numbers as {Quote(name)} that no QuantizeLinear makes codes of");
            case OnnxPending pending:
                throw pending.Producer.Unsupported($"returns real numbers as {Quote(name)} that no QuantizeLinear makes codes of");
            default:
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.GraphInvalid, null, $"the output {Quote(name)} is not computed from codes of 8 bits"));
        }
    }

    /// <summary>Codes of one scale to codes of another: the same, or a table.</summary>
    private static OnnxCodes Rescale(OnnxOp op, OnnxDequantized real, OnnxQuantization quantization)
    {
        OnnxTarget target = new(op.Output, quantization, ClampRange.Full);
        return real.Quantization.SameAs(quantization)
            ? op.Graph.Named(real.Codes, op.Output)
            : op.RequireIsland(real).Quantize(op, target);
    }

    private static OnnxConstant Constant(OnnxOp op, OnnxTensor tensor, bool isUnsigned)
    {
        int channels = 1;
        int inner = 1;
        if (op.Constant(1, "its scale").Count > 1)
        {
            int axis = op.Axis(op.Node.Int("axis", 1), tensor.Shape.Length);
            channels = tensor.Shape[axis];
            inner = tensor.Shape[(axis + 1)..].Aggregate(1, (product, extent) => product * extent);
        }

        OnnxQuantization quantization = op.ChannelQuantization(1, 2, isUnsigned, channels);
        byte[] codes = [.. tensor.Singles.ToArray().Select((value, i) =>
            unchecked((byte)(quantization.Quantize(value, i / inner % channels) + quantization.CodeOffset)))];
        return new OnnxConstant(new OnnxTensor(op.Output, isUnsigned ? OnnxType.UInt8 : OnnxType.Int8, tensor.Shape, codes));
    }

    private static OnnxDequantizedConstant DequantizedConstant(OnnxOp op, OnnxTensor tensor)
    {
        OnnxTensor scales = op.Constant(1, "its scale");
        if (scales.Type != OnnxType.Float32 || scales.Count == 0 || !(tensor.Type.IsCode() || tensor.Type == OnnxType.Int32))
        {
            throw op.Node.Unsupported($"makes real numbers of {tensor.Signature} with scales {scales.Signature}");
        }

        op.RequireScales(scales.Singles.ToArray());
        int axis = 0;
        if (scales.Count > 1)
        {
            axis = op.Axis(op.Node.Int("axis", 1), tensor.Shape.Length);
            if (tensor.Shape[axis] != scales.Count)
            {
                throw op.Node.QuantizationError(Invariant($"has {scales.Count} scales along axis {axis} of {tensor.Signature}"));
            }
        }

        return new OnnxDequantizedConstant(
            op.Output, tensor, scales.Singles.ToArray(), op.Node.Has(2) ? op.Constant(2, "its zero point") : null, axis);
    }

    private static void RefuseBlocks(OnnxOp op)
    {
        if (op.Node.Int("block_size", 0) != 0)
        {
            throw op.Node.Unsupported("has a scale per block");
        }
    }
}
