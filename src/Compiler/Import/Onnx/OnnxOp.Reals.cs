using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Real numbers: those of codes, functions of them, results that wait for a QuantizeLinear, and what moves any of these.</summary>
internal sealed partial class OnnxOp
{
    /// <summary>The real numbers of codes with one scale.</summary>
    public OnnxDequantized Dequantized(int input)
    {
        switch (Value(input))
        {
            case OnnxDequantized dequantized:
                return dequantized;
            case OnnxDequantizedConstant constant when constant.Tensor.Type.IsCode():
                bool isUnsigned = constant.Tensor.Type == OnnxType.UInt8;
                OnnxQuantization quantization = ChannelQuantization(constant.Scales, constant.ZeroPoint, isUnsigned, 1);
                OnnxScale scale = new(isUnsigned);
                scale.Require(quantization, node, constant.Name);
                return new OnnxDequantized(
                    constant.Name, graph.AddConstantCodes(constant.Tensor.Name, constant.Shape, scale, CodesOf(constant.Tensor)), quantization);
            case OnnxCurve curve:
                return Dequantized(curve, input);
            case OnnxPending pending when pending.Island(this) is OnnxCurve asCurve:
                return Dequantized(asCurve, input);
            case OnnxIsland island:
                throw Uncoded(island.Producer);
            case OnnxPending pending:
                throw Uncoded(pending.Producer);
            case var other:
                throw node.Unsupported($"reads {Describe(other)}, which no DequantizeLinear makes of codes");
        }
    }

    /// <summary>A function whose results all are numbers of the codes that it is one of, such as Relu: codes again.</summary>
    private OnnxDequantized Dequantized(OnnxCurve curve, int input)
    {
        OnnxQuantization quantization = curve.Codes.Scale.Quantization;
        if (!curve.Values.All(value => quantization.Dequantize(quantization.Quantize(value)) == value))
        {
            throw Uncoded(curve.Producer);
        }

        bool isIdentity = Enumerable.Range(sbyte.MinValue, 256).Select(quantization.Dequantize).SequenceEqual(curve.Values);
        OnnxDequantized real = new(
            curve.Name, isIdentity ? curve.Codes : Table(curve, new OnnxTarget("", quantization, ClampRange.Full)), quantization);
        graph.Redefine(node.Inputs[input], real);
        return real;
    }

    /// <summary>The real numbers of constant codes, such as weights.</summary>
    public OnnxDequantizedConstant DequantizedConstant(int input, string what) => Value(input) is OnnxDequantizedConstant constant
        ? constant
        : throw node.Unsupported($"takes {what} from {Describe(Value(input))}, not from constant codes with a DequantizeLinear");

    /// <summary>Moves an input: constants at import, codes, the codes of real numbers, or those that a QuantizeLinear will make of them.</summary>
    /// <param name="input">Which.</param>
    /// <param name="plan">The movement of a shape.</param>
    public OnnxValue Move(int input, Func<int[], OnnxMove> plan) => Move(input, 0, plan);

    /// <summary>The same for one of several results.</summary>
    public OnnxValue Move(int input, int output, Func<int[], OnnxMove> plan)
    {
        string name = node.Outputs[output];
        OnnxValue value = Value(input);
        OnnxMove move = plan(value.Shape);

        // Codes that the model returns are stored under that name too.
        if (move.ChangesNothing && !(value is OnnxCodes && graph.Model.Outputs.Contains(name)))
        {
            return value is OnnxCodes ? value : value with { Name = name };
        }

        switch (value)
        {
            case OnnxConstant constant when Moved(move, constant.Tensor) is OnnxTensor moved:
                return new OnnxConstant(moved with { Name = name });
            case OnnxCodes or OnnxConstant:
                return move.OfCodes(Codes(input), name, ClampRange.Full);
            case OnnxDequantizedConstant constant when Moved(move, constant.Tensor) is OnnxTensor moved:
                int axis = constant.Scales.Length == 1 ? 0 : move.AxisOf(constant.Axis);
                return axis >= 0 ? constant with { Name = name, Shape = moved.Shape, Tensor = moved, Axis = axis } : throw node.Unsupported(Invariant(
                    $"moves axis {constant.Axis} of {Describe(constant)}, along which it has several scales"));
            case OnnxIsland island when move.Sources is not null && island.Moved(name, move) is OnnxIsland moved:
                return moved;
            case OnnxIsland or OnnxPending or OnnxNumbers { Type: ElementType.Float32 }:
                return Pending(value).Moved(this, name, move);
            default:
                OnnxDequantized real = Dequantized(input);
                return new OnnxDequantized(name, move.OfCodes(real.Codes, "", ClampRange.Full), real.Quantization);
        }
    }

    private OnnxTensor? Moved(OnnxMove move, OnnxTensor constant)
    {
        graph.CountFolded(node, ConstantElements.Count(move.Shape));
        return move.Of(constant);
    }

    /// <summary>Real numbers that a QuantizeLinear may make codes of.</summary>
    public OnnxPending Pending(OnnxValue value) => value switch
    {
        OnnxPending pending => pending,
        OnnxIsland island => new OnnxPending(island.Name, island.Shape, island.Producer, target => island.Quantize(this, target)),
        OnnxNumbers { Type: ElementType.Float32 } numbers => new OnnxPending(numbers.Name, numbers.Shape, node, target => AtInput(numbers, target)),
        _ => throw node.Unsupported($"makes codes of {Describe(value)}"),
    };

    /// <summary>Real numbers as a function of one varying number; null where they are none.</summary>
    public OnnxIsland? Island(OnnxValue value) => value switch
    {
        OnnxIsland island => island,
        OnnxPending pending => pending.Island(this),
        OnnxDequantized real => new OnnxCurve(
            real.Name, real.Codes, [.. Enumerable.Range(sbyte.MinValue, 256).Select(real.Quantization.Dequantize)], -1, node),
        _ => null,
    };

    /// <summary>Real numbers as a function of one varying number, which they must be.</summary>
    public OnnxIsland RequireIsland(OnnxValue value) => Island(value) ?? throw (value is OnnxPending pending
        ? Uncoded(pending.Producer)
        : node.Unsupported($"reads {Describe(value)}, which no DequantizeLinear makes of codes"));

    private DiagnosticException Uncoded(OnnxNode producer) =>
        node.Unsupported($"reads the real result of {producer.Label}, which no QuantizeLinear makes codes of");

    /// <summary>The codes that a function of codes has: a table.</summary>
    public OnnxCodes Table(OnnxCurve curve, OnnxTarget target)
    {
        curve.RequireNumbers();
        (OnnxCodes result, int output) = graph.AddResult(target, curve.Shape, curve.Order, node);
        sbyte[] table = [.. curve.Values.Select(value =>
            (sbyte)Math.Clamp((int)target.Quantization.Quantize(value), target.Clamp.Lower, target.Clamp.Upper))];
        graph.AddLookup(
            graph.NodeName(target.Name, curve.Producer.OpType), graph.Tensor(curve.Codes, curve.Order), output, curve.Producer.OpType, table);
        return result;
    }

    /// <summary>Codes with the scale of a target: those that there are, or of a function.</summary>
    /// <param name="value">The real numbers.</param>
    /// <param name="island">The same as a function of one varying number.</param>
    /// <param name="target">Which codes.</param>
    public OnnxCodes Rescaled(OnnxValue value, OnnxIsland island, OnnxTarget target) =>
        value is OnnxDequantized real && real.Quantization.SameAs(target.Quantization) && target.Clamp == ClampRange.Full
            ? real.Codes
            : island.Quantize(this, target);

    /// <summary>Codes of the real numbers of an input, with what a Relu or a Clip on the way leaves.</summary>
    private OnnxCodes AtInput(OnnxNumbers numbers, OnnxTarget target)
    {
        OnnxTarget unclamped = target.Clamp == ClampRange.Full ? target : target with { Name = "", Clamp = ClampRange.Full };
        (OnnxCodes codes, int output) = graph.AddResult(unclamped, numbers.Shape, OnnxOrder.Model, node);
        graph.Add(new Quantize(graph.NodeName(unclamped.Name, "QuantizeLinear"), numbers.Tensor, output, QuantizeRounding.HalfToEven));
        OnnxDequantized real = new("", codes, target.Quantization);
        return Rescaled(real, Island(real)!, target);
    }
}
