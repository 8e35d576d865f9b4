using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Json;

/// <summary>What an operation reads itself from: its node in both files. Whether its tensors fit is checked afterwards, on the record.</summary>
public sealed class NodeReader
{
    internal NodeReader(string name, JsonValue graph, JsonValue quantSpec, Func<int, TensorInfo?> findTensor)
    {
        Name = name;
        Graph = graph;
        QuantSpec = quantSpec;
        Inputs = WithoutAbsentEnd(graph.Integers("inputs", -1, int.MaxValue));
        int[] outputs = graph.Integers("outputs", 0, int.MaxValue);
        Output = outputs.FirstOrDefault();
        Checks = new NodeChecks(name, graph.Text("op"), Inputs, Output, findTensor, graph.Position);
        if (outputs.Length != 1)
        {
            throw Checks.GraphError("needs one output");
        }
    }

    /// <summary>Node name.</summary>
    public string Name { get; }

    /// <summary>The node's object in graph.json.</summary>
    public JsonValue Graph { get; }

    /// <summary>The node's object in quant_spec.json.</summary>
    public JsonValue QuantSpec { get; }

    /// <summary>Tensor indices, -1 for what is absent before the last one.</summary>
    public EquatableArray<int> Inputs { get; }

    /// <summary>Tensor index.</summary>
    public int Output { get; }

    /// <summary>The node's tensors, for what a record takes from them.</summary>
    public NodeChecks Checks { get; }

    /// <summary>Tensor index of an input that must be there.</summary>
    public int Input(int input) => input < Inputs.Count ? Inputs[input] : Checks.Input(input).Index;

    /// <summary>Tensor index of the bias, or -1 when it is absent.</summary>
    public int Bias(int input) => input < Inputs.Count ? Inputs[input] : -1;

    /// <summary>What the model file calls the operation: a plain word, as it goes into generated code.</summary>
    public string Function()
    {
        JsonValue value = Graph.Get("function");
        string text = value.AsText();
        return FunctionNames.IsValid(text) ? text : throw value.Error(FunctionNames.Invalid(text));
    }

    /// <summary>The moving window over an image.</summary>
    public WindowGeometry Window(TensorInfo input, int filterHeight, int filterWidth)
    {
        (int strideY, int strideX) = Graph.Pair("stride", 1);
        (int dilationY, int dilationX) = Graph.Pair("dilation", 1);
        return new WindowGeometry(
            input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3],
            filterHeight, filterWidth, strideY, strideX, dilationY, dilationX, Padding());
    }

    /// <summary>How accumulators become codes.</summary>
    public ChannelRequantization ChannelRequantization(int channels)
    {
        RequantizationKind kind = Requantization();
        switch (kind)
        {
            case RequantizationKind.Accumulator:
                return Generators.Graph.ChannelRequantization.Accumulator;
            case RequantizationKind.OnnxFloat:
                EquatableArray<uint> factors = QuantSpec.List("factor").Select(value => value.AsReal(RealRange.NotNegative)).ToEquatableArray();
                return Generators.Graph.ChannelRequantization.OnnxFloat(factors, Clamp());
        }

        IReadOnlyList<JsonValue> multipliers = QuantSpec.List("multiplier");
        IReadOnlyList<JsonValue> shifts = QuantSpec.List("shift");
        Checks.RequireMultipliers(multipliers.Count, shifts.Count, channels);
        return new ChannelRequantization(
            kind,
            multipliers.Zip(shifts, Multiplier).ToEquatableArray(),
            Clamp());
    }

    /// <summary>The rounding of an operation that TensorFlow Lite defines, in one of its two kinds.</summary>
    public RequantizationKind TfliteRounding()
    {
        RequantizationKind kind = Requantization();
        return kind.IsTflite()
            ? kind
            : throw QuantSpec.Get("requantization").Error(NodeChecks.Undefined(kind));
    }

    /// <summary>A member with a quantized multiplier.</summary>
    public QuantizedMultiplier Multiplier(string name)
    {
        JsonValue value = QuantSpec.Get(name);
        return Multiplier(value.Get("multiplier"), value.Get("shift"));
    }

    /// <summary>A factor with the rounding that the node names: a member with a quantized multiplier, or with a float32 number.</summary>
    public Rescale Rescale(string name) => Requantization() == RequantizationKind.OnnxFloat
        ? new Rescale(RequantizationKind.OnnxFloat, QuantizedMultiplier.None, RealFactor(name))
        : new Rescale(TfliteRounding(), Multiplier(name));

    /// <summary>The same for a factor that an integer has divided, so that its leading bit may be lower.</summary>
    public QuantizedMultiplier AnyMultiplier(string name)
    {
        JsonValue value = QuantSpec.Get(name);
        return AnyMultiplier(value.Get("multiplier"), value.Get("shift"));
    }

    /// <summary>A member with a float32 number, finite and small enough that sums of its products with codes stay finite.</summary>
    public uint RealNumber(string name) => QuantSpec.Get(name).AsReal(RealRange.Usable);

    /// <summary>The same, not negative.</summary>
    public uint RealFactor(string name) => QuantSpec.Get(name).AsReal(RealRange.Factor);

    /// <summary>A member with a positive float32 scale, limited likewise.</summary>
    public uint RealScale(string name) => QuantSpec.Get(name).AsReal(RealRange.Summable);

    /// <summary>What a code lacks to the code as the model stores it: 128 for uint8, else 0.</summary>
    public int CodeOffset() => QuantSpec.Integer("code_offset", 0, TensorInfo.UnsignedOffset) is var offset && TensorInfo.IsCodeOffset(offset)
        ? offset
        : throw QuantSpec.Get("code_offset").Error("expected 0, or 128 for a model of uint8 codes");

    public ClampRange Clamp()
    {
        int[] ends = QuantSpec.Integers("clamp", sbyte.MinValue, sbyte.MaxValue);
        return ends.Length == 2 && new ClampRange(ends[0], ends[1]) is { IsInRange: true } clamp
            ? clamp
            : throw QuantSpec.Get("clamp").Error("expected a lower and an upper code");
    }

    private RequantizationKind Requantization()
    {
        JsonValue kind = QuantSpec.Get("requantization");
        return SemanticsNames.TryParse(kind.AsText(), out RequantizationKind requantization)
            ? requantization
            : throw kind.Error($"requantization {Quote(kind.AsText())} is unknown");
    }

    /// <summary>An operation that reads less says so by fewer inputs, or by -1 at their end.</summary>
    private static EquatableArray<int> WithoutAbsentEnd(int[] inputs) => inputs.Take(Array.FindLastIndex(inputs, input => input >= 0) + 1).ToEquatableArray();

    private static QuantizedMultiplier Multiplier(JsonValue multiplier, JsonValue shift) =>
        AnyMultiplier(multiplier, shift) is { IsNormalized: true } normalized
            ? normalized
            : throw multiplier.Error("a quantized multiplier is 0 or at least 2^30");

    private static QuantizedMultiplier AnyMultiplier(JsonValue multiplier, JsonValue shift) => new(
        multiplier.AsInteger(0, int.MaxValue), shift.AsInteger(QuantizedMultiplier.MinShift, QuantizedMultiplier.MaxShift));

    private Padding Padding()
    {
        JsonValue value = Graph.Get("padding");
        if (value.Kind == JsonKind.Array)
        {
            int[] amounts = Graph.Integers("padding", 0, Generators.Graph.Padding.MaxAmount);
            return new Padding(PaddingMode.Explicit, new EquatableArray<int>(amounts)) is { IsInRange: true } padding
                ? padding
                : throw value.Error("expected top, left, bottom, right");
        }

        return value.AsText() switch
        {
            "same" => Generators.Graph.Padding.Same,
            "valid" => Generators.Graph.Padding.Valid,
            _ => throw value.Error($"padding {Quote(value.String)} is unknown, expected same, valid or four integers"),
        };
    }
}
