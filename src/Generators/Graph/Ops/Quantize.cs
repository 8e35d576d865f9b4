using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>How real numbers become steps of a scale.</summary>
public enum QuantizeRounding
{
    /// <summary>Of the quotient, ties away from zero: TensorFlow Lite.</summary>
    HalfAwayFromZero,

    /// <summary>Of the quotient, ties to even: ONNX.</summary>
    HalfToEven,

    /// <summary>Of the product with the scale's reciprocal, each rounded to float32, ties to even: XNNPACK.</summary>
    HalfToEvenByReciprocal,
}

/// <summary>Real numbers of an input to codes: <c>clamp(round(float32(x / scale)) + zeroPoint)</c> (SEMANTICS section 1).</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, float32.</param>
/// <param name="Output">Tensor index, int8.</param>
/// <param name="Rounding">Whose rounding it is.</param>
public sealed record Quantize(string Name, int Input, int Output, QuantizeRounding Rounding)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "quantize";

    private static readonly string[] RoundingNames = ["half_away_from_zero", "half_to_even", "half_to_even_by_reciprocal"];

    public override string Op => OpName;

    public static Quantize Read(NodeReader reader)
    {
        JsonValue ties = reader.QuantSpec.Get("ties");
        int rounding = Array.IndexOf(RoundingNames, ties.AsText());
        return rounding >= 0
            ? new Quantize(reader.Name, reader.Input(0), reader.Output, (QuantizeRounding)rounding)
            : throw ties.Error($"ties {Quote(ties.AsText())} are unknown, expected one of {string.Join(", ", RoundingNames)}");
    }

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Real(node.Input(0));
        node.RequireShape(node.Result(), input.Shape);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json) => json.Member("ties", RoundingNames[(int)Rounding]);

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}

/// <summary>Codes to real numbers of an output: <c>float32((code - zeroPoint) * scale)</c>.</summary>
public sealed record Dequantize(string Name, int Input, int Output)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "dequantize";

    public override string Op => OpName;

    public static Dequantize Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output);

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        node.RequireShape(node.Real(node.Output), input.Shape);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json)
    {
        // The input's scale and zero point say it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
