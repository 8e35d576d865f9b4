using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>
/// Real numbers that are a function of one varying number: what operators with constants beside it compute, in the order of the
/// runtime's own operations in float32. However many there are, the QuantizeLinear that follows makes one operation of them.
/// </summary>
/// <param name="Name">Any text.</param>
/// <param name="Shape">Extents, in the order of the model.</param>
/// <param name="Producer">The last operator.</param>
internal abstract record OnnxIsland(string Name, int[] Shape, OnnxNode Producer) : OnnxValue(Name, Shape)
{
    /// <summary>They are evaluated one within the other, those of two branches for each: a hundred steps of Add(x, x) would never end.</summary>
    private const int MostFunctions = 100;

    /// <summary>How many functions are evaluated for one number; none where they are tabulated.</summary>
    public int Functions { get; protected init; }

    /// <summary>The same with one function more, and those of another branch.</summary>
    /// <exception cref="DiagnosticException">They are too many.</exception>
    protected int FunctionsAfter(OnnxOp op, int others = 0) => Functions + others < MostFunctions ? Functions + others + 1 : throw op.Node.Unsupported(Invariant(
        $"is one of more than {MostFunctions} functions of real numbers without a QuantizeLinear between them"));

    /// <summary>A function of these numbers.</summary>
    public OnnxIsland Then(OnnxOp op, Func<float, float> function) => Then(op, -1, (_, value) => function(value))!;

    /// <summary>A function of these numbers that may differ from channel to channel; null where nothing can hold it.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="axis">Axis of the channels, or -1 where they have the same function.</param>
    /// <param name="function">Of a channel and a number.</param>
    public abstract OnnxIsland? Then(OnnxOp op, int axis, Func<int, float, float> function);

    /// <summary>A function of these numbers and of others; null where those vary on their own.</summary>
    public abstract OnnxIsland? With(OnnxOp op, OnnxIsland other, Func<float, float, float> function);

    /// <summary>The codes that they have.</summary>
    public abstract OnnxCodes Quantize(OnnxOp op, OnnxTarget target);

    /// <summary>The same numbers, moved; null where nothing can hold the functions of their channels then.</summary>
    public abstract OnnxIsland? Moved(string name, OnnxMove move);
}

/// <summary>Functions of one code, tabulated over its 256 values.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Codes">The codes.</param>
/// <param name="Values">For the codes from -128 to 127: of all channels, or of one after the other.</param>
/// <param name="ChannelAxis">The axis whose elements have functions of their own, or -1.</param>
/// <param name="Producer">The last operator.</param>
internal sealed record OnnxCurve(string Name, OnnxCodes Codes, float[] Values, int ChannelAxis, OnnxNode Producer) : OnnxIsland(Name, Codes.Shape, Producer)
{
    /// <summary>The order of the codes in which the channels come last.</summary>
    public OnnxOrder Order => ChannelAxis < 0 ? Codes.Native : ChannelAxis == Shape.Length - 1 ? OnnxOrder.Model : OnnxOrder.ChannelsLast;

    public override OnnxIsland? Then(OnnxOp op, int axis, Func<int, float, float> function)
    {
        if (axis >= 0 && ((ChannelAxis >= 0 && ChannelAxis != axis) || !CanHold(axis, Shape)))
        {
            return null;
        }

        OnnxCurve widened = axis < 0 ? this : Widened(axis);
        return widened with
        {
            Name = op.Output,
            Producer = op.Node,
            Values = [.. widened.Values.Select((value, i) => function(i / Lookup.Entries, value))],
        };
    }

    public override OnnxIsland? With(OnnxOp op, OnnxIsland other, Func<float, float, float> function)
    {
        if (other is not OnnxCurve curve || !ReferenceEquals(curve.Codes, Codes) || (ChannelAxis >= 0 && curve.ChannelAxis >= 0 && ChannelAxis != curve.ChannelAxis))
        {
            return null;
        }

        int axis = Math.Max(ChannelAxis, curve.ChannelAxis);
        OnnxCurve first = axis < 0 ? this : Widened(axis);
        return first with
        {
            Name = op.Output,
            Producer = op.Node,
            Values = [.. first.Values.Zip((axis < 0 ? curve : curve.Widened(axis)).Values, function)],
        };
    }

    public override OnnxCodes Quantize(OnnxOp op, OnnxTarget target) => op.Table(this, target);

    public override OnnxIsland? Moved(string name, OnnxMove move)
    {
        int axis = ChannelAxis < 0 ? -1 : move.AxisOf(ChannelAxis);
        return ChannelAxis < 0 || (axis >= 0 && CanHold(axis, move.Shape))
            ? new OnnxCurve(name, move.OfCodes(Codes, "", ClampRange.Full), Values, axis, Producer)
            : null;
    }

    /// <summary>Refuses NaN, which has neither a code nor bits that anything defines.</summary>
    public void RequireNumbers()
    {
        int undefined = Array.FindIndex(Values, float.IsNaN);
        if (undefined >= 0)
        {
            throw Producer.QuantizationError(Invariant(
                $"computes NaN for code {(undefined % Lookup.Entries) + sbyte.MinValue + (Codes.Scale.IsUnsigned ? 128 : 0)} of {Quote(Codes.Name)}, and NaN has no code"));
        }
    }

    /// <summary>Whether an axis is the last one in some order.</summary>
    private static bool CanHold(int axis, int[] shape) => axis == shape.Length - 1 || (axis == 1 && OnnxOrders.HasChannels(shape));

    private OnnxCurve Widened(int axis) => ChannelAxis >= 0
        ? this
        : this with { ChannelAxis = axis, Values = [.. Enumerable.Repeat(Values, Shape[axis]).SelectMany(values => values)] };
}

/// <summary>Functions of two codes, which vary independently.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Shape">Extents, in the order of the model.</param>
/// <param name="Producer">The last operator.</param>
/// <param name="First">Codes that broadcast with those of <paramref name="Second"/>.</param>
/// <param name="Second">Codes.</param>
/// <param name="Function">Of two codes, 0 for -128 and so on.</param>
internal sealed record OnnxPairIsland(string Name, int[] Shape, OnnxNode Producer, OnnxCodes First, OnnxCodes Second, Func<int, int, float> Function)
    : OnnxIsland(Name, Shape, Producer)
{
    public override OnnxIsland? Then(OnnxOp op, int axis, Func<int, float, float> function) => axis >= 0 ? null : this with
    {
        Name = op.Output,
        Producer = op.Node,
        Functions = FunctionsAfter(op),
        Function = (first, second) => function(0, Function(first, second)),
    };

    public override OnnxIsland? With(OnnxOp op, OnnxIsland other, Func<float, float, float> function) =>
        other is OnnxPairIsland pair && ReferenceEquals(pair.First, First) && ReferenceEquals(pair.Second, Second)
            ? this with
            {
                Name = op.Output,
                Producer = op.Node,
                Functions = FunctionsAfter(op, pair.Functions),
                Function = (first, second) => function(Function(first, second), pair.Function(first, second)),
            }
            : null;

    public override OnnxCodes Quantize(OnnxOp op, OnnxTarget target)
    {
        op.Graph.CountFolded(op.Node, PairLookup.Entries * PairLookup.Entries);
        sbyte[] table = [.. Enumerable.Range(0, PairLookup.Entries * PairLookup.Entries).Select(pair => CodeOf(Function(pair / PairLookup.Entries, pair % PairLookup.Entries)))];
        OnnxBroadcast operands = OnnxBroadcast.Of(op, First, Second);
        (OnnxCodes result, int output) = op.Graph.AddResult(target, operands.Shape, operands.Order, op.Node);
        op.Graph.AddPairLookup(op.Graph.NodeName(target.Name, Producer.OpType), operands.First, operands.Second, output, Producer.OpType, table);
        return result;

        // The runtime takes the greater of NaN and the least code: that code. 0 / 0 is no rare pair.
        sbyte CodeOf(float value) => (sbyte)Math.Clamp(float.IsNaN(value) ? sbyte.MinValue : (int)target.Quantization.Quantize(value), target.Clamp.Lower, target.Clamp.Upper);
    }

    public override OnnxIsland? Moved(string name, OnnxMove move) => null;
}

/// <summary>Functions of the real result of a layer of products.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Shape">Extents, in the order of the model.</param>
/// <param name="Producer">The last operator.</param>
/// <param name="Layer">The layer.</param>
/// <param name="ChannelAxis">Where its output channels have come to, or -1.</param>
/// <param name="Function">Of a channel and the real result.</param>
/// <param name="IsPerChannel">Whether channels have functions of their own.</param>
internal sealed record OnnxLayerIsland(
    string Name, int[] Shape, OnnxNode Producer, OnnxLayer Layer, int ChannelAxis, Func<int, float, float> Function, bool IsPerChannel)
    : OnnxIsland(Name, Shape, Producer)
{
    /// <summary>Whether these are the results themselves.</summary>
    public bool IsIdentity { get; init; }

    public override OnnxIsland? Then(OnnxOp op, int axis, Func<int, float, float> function) => axis >= 0 && axis != ChannelAxis ? null : this with
    {
        Name = op.Output,
        IsIdentity = false,
        Producer = op.Node,
        Functions = FunctionsAfter(op),
        Function = (channel, real) => function(channel, Function(channel, real)),
        IsPerChannel = IsPerChannel || axis >= 0,
    };

    /// <summary>The results of a layer themselves.</summary>
    public static OnnxLayerIsland Of(OnnxOp op, int[] shape, OnnxLayer layer, int channelAxis) =>
        new(op.Output, shape, op.Node, layer, channelAxis, (_, real) => real, IsPerChannel: false) { IsIdentity = true };

    public override OnnxIsland? With(OnnxOp op, OnnxIsland other, Func<float, float, float> function) => other is OnnxLayerIsland island && ReferenceEquals(island.Layer, Layer)
        ? this with
        {
            Name = op.Output,
            IsIdentity = false,
            Producer = op.Node,
            Functions = FunctionsAfter(op, island.Functions),
            Function = (channel, real) => function(Function(channel, real), island.Function(channel, real)),
            IsPerChannel = IsPerChannel || island.IsPerChannel,
        }
        : null;

    public override OnnxCodes Quantize(OnnxOp op, OnnxTarget target) => Layer.Quantize(this, target);

    public override OnnxIsland? Moved(string name, OnnxMove move) => this with
    {
        Name = name,
        Shape = move.Shape,
        Layer = new OnnxLayer((island, target) =>
        {
            island.Producer.RequireStack();
            return move.OfCodes(Layer.Quantize(island, target with { Name = "" }), target.Name, ClampRange.Full);
        }),
        ChannelAxis = ChannelAxis < 0 ? -1 : move.AxisOf(ChannelAxis),
    };
}

/// <summary>The source of an island: a layer of products, or a movement of its results.</summary>
/// <param name="Quantize">Makes the codes of a function of the results.</param>
internal sealed record OnnxLayer(Func<OnnxLayerIsland, OnnxTarget, OnnxCodes> Quantize)
{
    /// <summary>Adds the results themselves as real numbers of a name; null where they have been moved.</summary>
    public Func<string, int>? Return { get; init; }
}
