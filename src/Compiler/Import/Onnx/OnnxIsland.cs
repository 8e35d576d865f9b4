using QMacVerify.Generators.Graph;

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

    /// <summary>The same numbers, moved.</summary>
    public abstract OnnxIsland Moved(string name, OnnxMove move);
}

/// <summary>Functions of one code, tabulated over its 256 values.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Codes">The codes.</param>
/// <param name="Values">For the codes from -128 to 127.</param>
/// <param name="Producer">The last operator.</param>
internal sealed record OnnxCurve(string Name, OnnxCodes Codes, float[] Values, OnnxNode Producer) : OnnxIsland(Name, Codes.Shape, Producer)
{
    public override OnnxIsland? Then(OnnxOp op, int axis, Func<int, float, float> function) => axis >= 0
        ? null
        : this with { Name = op.Output, Values = [.. Values.Select(value => function(0, value))], Producer = op.Node };

    public override OnnxIsland? With(OnnxOp op, OnnxIsland other, Func<float, float, float> function) => other is OnnxCurve curve && ReferenceEquals(curve.Codes, Codes)
        ? this with { Name = op.Output, Values = [.. Values.Zip(curve.Values, function)], Producer = op.Node }
        : null;

    public override OnnxCodes Quantize(OnnxOp op, OnnxTarget target) => op.Table(this, target);

    public override OnnxIsland Moved(string name, OnnxMove move) => new OnnxCurve(name, move.OfCodes(Codes, "", ClampRange.Full), Values, Producer);
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
    public override OnnxIsland? Then(OnnxOp op, int axis, Func<int, float, float> function) => axis >= 0 && axis != ChannelAxis ? null : this with
    {
        Name = op.Output,
        Producer = op.Node,
        Function = (channel, real) => function(channel, Function(channel, real)),
        IsPerChannel = IsPerChannel || axis >= 0,
    };

    public override OnnxIsland? With(OnnxOp op, OnnxIsland other, Func<float, float, float> function) => other is OnnxLayerIsland island && ReferenceEquals(island.Layer, Layer)
        ? this with
        {
            Name = op.Output,
            Producer = op.Node,
            Function = (channel, real) => function(Function(channel, real), island.Function(channel, real)),
            IsPerChannel = IsPerChannel || island.IsPerChannel,
        }
        : null;

    public override OnnxCodes Quantize(OnnxOp op, OnnxTarget target) => Layer.Quantize(this, target);

    public override OnnxIsland Moved(string name, OnnxMove move) => this with
    {
        Name = name,
        Shape = move.Shape,
        Layer = new OnnxLayer((island, target) => move.OfCodes(Layer.Quantize(island, target with { Name = "" }), target.Name, ClampRange.Full)),
        ChannelAxis = ChannelAxis < 0 ? -1 : move.AxisOf(ChannelAxis),
    };
}

/// <summary>The source of an island: a layer of products, or a movement of its results.</summary>
/// <param name="Quantize">Makes the codes of a function of the results.</param>
internal sealed record OnnxLayer(Func<OnnxLayerIsland, OnnxTarget, OnnxCodes> Quantize);
