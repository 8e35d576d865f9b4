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
        Inputs = new EquatableArray<int>(graph.Integers("inputs", -1, int.MaxValue));
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

    /// <summary>Tensor indices, -1 for what is absent.</summary>
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
        return text.Length is > 0 and <= 40 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
            ? text
            : throw value.Error($"{Quote(text)} is no name of an operation in lower case");
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
                uint[] factors = [.. QuantSpec.List("factor").Select(Factor)];
                return Generators.Graph.ChannelRequantization.OnnxFloat(new EquatableArray<uint>(factors), Clamp());
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
        return kind is RequantizationKind.TfliteDouble or RequantizationKind.TfliteSingle
            ? kind
            : throw QuantSpec.Get("requantization").Error($"requantization {kind.Name()} does not define this operation");
    }

    /// <summary>A member with a quantized multiplier.</summary>
    public QuantizedMultiplier Multiplier(string name)
    {
        JsonValue value = QuantSpec.Get(name);
        return Multiplier(value.Get("multiplier"), value.Get("shift"));
    }

    /// <summary>The same for a factor that an integer has divided, so that its leading bit may be lower.</summary>
    public QuantizedMultiplier AnyMultiplier(string name)
    {
        JsonValue value = QuantSpec.Get(name);
        return new QuantizedMultiplier(value.Integer("multiplier", 0, int.MaxValue), value.Integer("shift", -31, 30));
    }

    /// <summary>A member with a float32 number, finite and small enough that sums of its products with codes stay finite.</summary>
    public uint RealNumber(string name) => RealBits(name, RealFactors.IsUsable, "of less than 2^111 in magnitude");

    /// <summary>The same, not negative.</summary>
    public uint RealFactor(string name) => RealBits(name, RealFactors.IsFactor, "from 0 to less than 2^111");

    /// <summary>A member with a positive float32 scale, limited likewise.</summary>
    public uint RealScale(string name) => RealBits(name, RealFactors.IsScale, "above 0 and less than 2^64");

    /// <summary>What a code lacks to the code as the model stores it: 128 for uint8, else 0.</summary>
    public int CodeOffset() => QuantSpec.Integer("code_offset", 0, 128) is var offset and (0 or 128)
        ? offset
        : throw QuantSpec.Get("code_offset").Error("expected 0, or 128 for a model of uint8 codes");

    public ClampRange Clamp()
    {
        int[] ends = QuantSpec.Integers("clamp", sbyte.MinValue, sbyte.MaxValue);
        return ends.Length == 2 && ends[0] <= ends[1]
            ? new ClampRange(ends[0], ends[1])
            : throw QuantSpec.Get("clamp").Error("expected a lower and an upper code");
    }

    private RequantizationKind Requantization()
    {
        JsonValue kind = QuantSpec.Get("requantization");
        return SemanticsNames.TryParse(kind.AsText(), out RequantizationKind requantization)
            ? requantization
            : throw kind.Error($"requantization {Quote(kind.AsText())} is unknown");
    }

    /// <summary>Bits of a finite float32 that is not negative: below those of infinity.</summary>
    private static uint Factor(JsonValue value) => JsonNumbers.Float32Bits(value) is uint bits and < 0x7f800000
        ? bits
        : throw value.Error($"{Quote(value.AsText())} is not the bit pattern of a finite float32 that is not negative, such as \"0x3f800000\"");

    private uint RealBits(string name, Func<uint, bool> isAllowed, string expected)
    {
        JsonValue value = QuantSpec.Get(name);
        return JsonNumbers.Float32Bits(value) is uint bits && isAllowed(bits)
            ? bits
            : throw value.Error($"{Quote(value.AsText())} is not the bit pattern of a float32 {expected}");
    }

    private static QuantizedMultiplier Multiplier(JsonValue multiplier, JsonValue shift)
    {
        int m = multiplier.AsInteger(0, int.MaxValue);
        return m == 0 || m >= 1 << 30
            ? new QuantizedMultiplier(m, shift.AsInteger(-31, 30))
            : throw multiplier.Error("a quantized multiplier is 0 or at least 2^30");
    }

    private Padding Padding()
    {
        JsonValue value = Graph.Get("padding");
        if (value.Kind == JsonKind.Array)
        {
            int[] amounts = Graph.Integers("padding", 0, 1 << 20);
            return amounts.Length == 4
                ? new Padding(PaddingMode.Explicit, new EquatableArray<int>(amounts))
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
