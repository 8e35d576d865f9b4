using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>One node on its way into the graph: its values, and the checks and derivations that operators share.</summary>
/// <param name="node">The node of the file.</param>
/// <param name="graph">Takes in what the operator computes.</param>
internal sealed partial class OnnxOp(OnnxNode node, OnnxGraphBuilder graph)
{
    /// <summary>Writers compute the scale of a bias in float32 or in double: a few units of the last place.</summary>
    private const double BiasScaleTolerance = 1e-6;

    public OnnxNode Node => node;

    public OnnxGraphBuilder Graph => graph;

    /// <summary>Version of the default operator set.</summary>
    public int Opset => graph.Model.Opset;

    /// <summary>Name of the result.</summary>
    public string Output => node.Outputs.Count > 0 && node.Outputs[0].Length > 0
        ? node.Outputs[0]
        : throw node.GraphError("has no output");

    /// <summary>Says what a result stands for beside the first one.</summary>
    public void DefineFurther(int output, OnnxValue value) => graph.Define(node.Outputs[output], value);

    /// <summary>What an input stands for.</summary>
    public OnnxValue Value(int input) => node.Has(input)
        ? graph.Find(node.Inputs[input]) ?? throw node.Unsupported($"reads {Quote(node.Inputs[input])}, a further result of another node")
        : throw node.GraphError(Invariant($"has {node.Inputs.Count} inputs, input {input} is missing"));

    /// <summary>Codes of 8 bits, computed or constant.</summary>
    public OnnxCodes Codes(int input) => Value(input) switch
    {
        OnnxCodes codes => codes,
        OnnxConstant { Tensor: { } tensor } when tensor.Type.IsCode() =>
            graph.AddConstantCodes(tensor.Name, tensor.Shape, new OnnxScale(tensor.Type == OnnxType.UInt8), CodesOf(tensor)),
        OnnxValue other => throw node.GraphError($"reads {Describe(other)}, expected codes of 8 bits"),
    };

    /// <summary>Numbers known at import.</summary>
    /// <param name="input">Which.</param>
    /// <param name="what">For messages, for example <c>its scale</c>.</param>
    public OnnxTensor Constant(int input, string what) => Value(input) is OnnxConstant constant
        ? constant.Tensor
        : throw node.Unsupported($"takes {what} from {Describe(Value(input))}, not from a constant");

    /// <summary>Integers known at import, such as a shape.</summary>
    public int[] Integers(int input, string what)
    {
        OnnxTensor tensor = Constant(input, what);
        return tensor.Shape.Length <= 1
            ? Flat(tensor, what)
            : throw node.GraphError($"takes {what} from {Quote(tensor.Name)}, {tensor.Signature}, expected a list of integers");
    }

    /// <summary>Integers of a constant of any shape.</summary>
    public int[] Flat(OnnxTensor tensor, string what)
    {
        if (tensor.Type is not (OnnxType.Int64 or OnnxType.Int32))
        {
            throw node.GraphError($"takes {what} from {Quote(tensor.Name)}, {tensor.Signature}, expected a list of integers");
        }

        // What exceeds 32 bits means "to the end" and is clamped by every reader.
        return tensor.Type == OnnxType.Int32
            ? tensor.Int32s.ToArray()
            : [.. tensor.Int64s.ToArray().Select(value => (int)Math.Clamp(value, int.MinValue, int.MaxValue))];
    }

    /// <summary>Scale and zero point of computed codes: one each.</summary>
    public OnnxQuantization Quantization(int scaleInput, int zeroPointInput, bool isUnsigned) =>
        ChannelQuantization(scaleInput, zeroPointInput, isUnsigned, 1);

    /// <summary>The scale and zero point that codes are read with.</summary>
    public OnnxQuantization InputQuantization(OnnxCodes codes, int scaleInput, int zeroPointInput)
    {
        OnnxQuantization quantization = Quantization(scaleInput, zeroPointInput, codes.Scale.IsUnsigned);
        codes.Scale.Require(quantization, node, codes.Name);
        return quantization;
    }

    /// <summary>The codes that the node computes, with the type of their zero point.</summary>
    public OnnxTarget Target(int scaleInput, int zeroPointInput, bool isUnsignedByDefault)
    {
        bool isUnsigned = node.Has(zeroPointInput) ? Constant(zeroPointInput, "its zero point").Type == OnnxType.UInt8 : isUnsignedByDefault;
        return new OnnxTarget(Output, Quantization(scaleInput, zeroPointInput, isUnsigned), ClampRange.Full);
    }

    /// <summary>Scales and zero points: one, or one per channel.</summary>
    public OnnxQuantization ChannelQuantization(int scaleInput, int zeroPointInput, bool isUnsigned, int channels)
    {
        OnnxTensor scales = Constant(scaleInput, "its scale");
        if (scales.Type != OnnxType.Float32)
        {
            throw node.QuantizationError($"has the scale {Quote(scales.Name)}, {scales.Signature}, expected float32");
        }

        return ChannelQuantization(
            scales.Singles.ToArray(), node.Has(zeroPointInput) ? Constant(zeroPointInput, "its zero point") : null, isUnsigned, channels);
    }

    /// <summary>Scales and zero points as codes of int8 have them.</summary>
    /// <param name="scales">One, or one per channel.</param>
    /// <param name="zeroPoint">Codes; null for 0.</param>
    /// <param name="isUnsigned">Type of the codes.</param>
    /// <param name="channels">How many there may be.</param>
    public OnnxQuantization ChannelQuantization(float[] scales, OnnxTensor? zeroPoint, bool isUnsigned, int channels)
    {
        OnnxType expected = isUnsigned ? OnnxType.UInt8 : OnnxType.Int8;
        if (zeroPoint is not null && zeroPoint.Type != expected)
        {
            throw node.QuantizationError($"has the zero point {Quote(zeroPoint.Name)}, {zeroPoint.Signature}, expected {expected.Name()} as its codes");
        }

        int[] zeroPoints = zeroPoint is null
            ? [isUnsigned ? sbyte.MinValue : 0]
            : [.. MemoryMarshal.Cast<byte, sbyte>(CodesOf(zeroPoint)).ToArray().Select(code => (int)code)];
        int count = Math.Max(scales.Length, zeroPoints.Length);
        if ((count != 1 && count != channels) || scales.Length == 0 || zeroPoints.Length == 0
            || (scales.Length != 1 && scales.Length != count) || (zeroPoints.Length != 1 && zeroPoints.Length != count))
        {
            throw node.QuantizationError(Invariant(
                $"has {scales.Length} scales and {zeroPoints.Length} zero points, expected one{(channels == 1 ? "" : Invariant($", or {channels}"))} of each"));
        }

        RequireScales(scales);
        return new OnnxQuantization(
            scales.Length == count ? scales : [.. Enumerable.Repeat(scales[0], count)],
            zeroPoints.Length == count ? zeroPoints : [.. Enumerable.Repeat(zeroPoints[0], count)],
            isUnsigned);
    }

    /// <summary>Checks that scales are positive and finite.</summary>
    public void RequireScales(IEnumerable<float> scales)
    {
        foreach (float scale in scales)
        {
            if (!float.IsFinite(scale) || scale <= 0)
            {
                throw node.QuantizationError(Invariant($"has scale {scale}, expected a positive, finite number"));
            }
        }
    }

    /// <summary>An int32 bias, one number per channel, or null where there is none.</summary>
    public OnnxBias? Bias(int input, int channels)
    {
        if (!node.Has(input))
        {
            return null;
        }

        OnnxTensor bias = Constant(input, "its bias");
        return bias.Type == OnnxType.Int32 && bias.Count == channels
            ? new OnnxBias(bias.Name, bias.Int32s.ToArray())
            : throw node.ShapeError(Invariant($"has the bias {Quote(bias.Name)}, {bias.Signature}, expected int32 [{channels}]"));
    }

    /// <summary>The bias of real weights as the runtime's integer operators have it: int32 with scale xs * ws, or real numbers that are made such.</summary>
    /// <param name="input">Which.</param>
    /// <param name="activations">xs.</param>
    /// <param name="weights">ws.</param>
    /// <param name="bias">Null where there is none.</param>
    /// <returns>Whether there is such an operator: not where the bias has another scale.</returns>
    public bool TryIntegerBias(int input, OnnxQuantization activations, OnnxWeights weights, out OnnxBias? bias)
    {
        bias = null;
        float[] real = RealBias(input, weights.Channels);
        if (!node.Has(input))
        {
            return true;
        }

        if (Value(input) is not OnnxDequantizedConstant constant)
        {
            bias = OnnxBias.Of(Value(input).Name, real, activations, weights);
            return true;
        }

        for (int channel = 0; channel < weights.Channels; channel++)
        {
            float expected = activations.Scale * weights.ScaleOf(channel);
            float found = constant.Scales[constant.Scales.Length == 1 ? 0 : channel];
            if (Math.Abs((double)found - expected) > BiasScaleTolerance * expected)
            {
                return false;
            }
        }

        bias = new OnnxBias(constant.Tensor.Name, constant.Tensor.Int32s.ToArray());
        return true;
    }

    /// <summary>The real numbers of a bias, one per channel; zeros where there is none.</summary>
    public float[] RealBias(int input, int channels)
    {
        if (!node.Has(input))
        {
            return new float[channels];
        }

        switch (Value(input))
        {
            case OnnxConstant { Tensor: { Type: OnnxType.Float32 } real } when real.Count == channels:
                return real.Singles.ToArray();
            case OnnxDequantizedConstant { Tensor: { Type: OnnxType.Int32 } codes } constant
                when codes.Count == channels && (constant.Scales.Length == 1 || constant.Scales.Length == channels):
                if (constant.ZeroPoint is { } zeroPoint && (zeroPoint.Type != OnnxType.Int32 || zeroPoint.Int32s.ContainsAnyExcept(0)))
                {
                    throw node.QuantizationError($"has the bias {Quote(codes.Name)} with a zero point other than 0");
                }

                return [.. codes.Int32s.ToArray().Select((value, channel) => value * constant.Scales[constant.Scales.Length == 1 ? 0 : channel])];
            case var other:
                throw node.Unsupported(Invariant(
                    $"takes its bias from {Describe(other)}, expected {channels} constants, real or int32 with a DequantizeLinear"));
        }
    }

    /// <summary>The factors of <c>onnx_float</c>, <c>f32(xs * ws / ys)</c>.</summary>
    public ChannelRequantization Requantization(OnnxQuantization input, OnnxQuantization weights, OnnxTarget target, float alpha = 1)
    {
        uint[] factors = new uint[weights.Scales.Length];
        for (int channel = 0; channel < factors.Length; channel++)
        {
            float factor = alpha * input.Scale * weights.Scales[channel] / target.Quantization.Scale;
            factors[channel] = float.IsFinite(factor) && factor >= 0 ? BitConverter.SingleToUInt32Bits(factor) : throw node.QuantizationError(
                Invariant($"scales its result by {factor}, expected a finite number that is not negative"));
        }

        return ChannelRequantization.OnnxFloat(new Generators.Support.EquatableArray<uint>(factors), target.Clamp);
    }

    /// <summary>The bit pattern of a float32 factor.</summary>
    public uint FactorBits(float factor)
    {
        uint bits = BitConverter.SingleToUInt32Bits(factor);
        return RealRange.Usable.Contains(bits) ? bits : throw node.QuantizationError(Invariant(
            $"computes with the factor {factor}, which is out of range: its scales lie too far apart"));
    }

    /// <summary>The axes that the node names, in an attribute or, from an opset on, in its second input; null for none.</summary>
    public int[]? Axes(int rank, int inputOpset) =>
        Opset >= inputOpset ? node.Has(1) ? [.. Integers(1, "its axes").Select(axis => Axis(axis, rank))] : null
        : node.Ints("axes") is { } axes ? [.. axes.Select(axis => Axis(axis, rank))]
        : null;

    /// <summary>An axis of a shape; negative ones count from the end.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw node.ShapeError(Invariant($"has axis {axis} for {rank} axes"));

    /// <summary>Codes as int8: those of uint8 moved by 128.</summary>
    public static byte[] CodesOf(OnnxTensor tensor)
    {
        byte[] codes = tensor.Data.ToArray();
        if (tensor.Type == OnnxType.UInt8)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                codes[i] ^= 0x80;
            }
        }

        return codes;
    }

    /// <summary>A value in a message: what it is, and its name.</summary>
    public static string Describe(OnnxValue value) => value switch
    {
        OnnxConstant constant => $"the constant {Quote(value.Name)}, {constant.Tensor.Signature}",
        OnnxCodes codes => $"the codes {Quote(value.Name)}, {OnnxScale.TypeName(codes.Scale.IsUnsigned)} [{string.Join(", ", value.Shape)}]",
        OnnxNumbers numbers => $"{Quote(value.Name)}, {numbers.Type.Name()} [{string.Join(", ", value.Shape)}]",
        OnnxDequantizedConstant constant => $"the real numbers {Quote(value.Name)} of constant {constant.Tensor.Signature}",
        _ => $"the real numbers {Quote(value.Name)} [{string.Join(", ", value.Shape)}]",
    };
}
