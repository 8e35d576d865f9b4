using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Softmax over the last axis in fixed point; the output has scale 1/256 and zero point -128.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Kind">The rounding of the differences.</param>
/// <param name="InputMultiplier">beta * input scale * 2^26 as a quantized multiplier.</param>
/// <param name="MinDifference">Differences from the maximum below this give -128.</param>
public sealed record Softmax(
    string Name, int Input, int Output, RequantizationKind Kind, QuantizedMultiplier InputMultiplier, int MinDifference)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "softmax";

    public override string Op => OpName;

    public static Softmax Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, reader.TfliteRounding(), reader.Multiplier("input"),
        reader.QuantSpec.Integer("min_difference", int.MinValue, 0));

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Result();
        node.RequireShape(output, input.Shape);
        node.RequireZeroPoint(output, sbyte.MinValue);
        node.RequireTflite(Kind);
        node.RequireNormalized(InputMultiplier);
        if (MinDifference > 0)
        {
            throw node.QuantizationError(Invariant($"has the least difference {MinDifference} from a maximum, expected at most 0"));
        }

        // 31 in Q5.26: exponentials of anything below are 0 anyway.
        const long least = 31L << 26;
        long greatest = Math.Min(-(long)MinDifference, byte.MaxValue) << Math.Max(InputMultiplier.Shift, 0);
        if (greatest > least)
        {
            throw node.QuantizationError(Invariant($"has the least difference {MinDifference} from a maximum, more than 31 with the shift {InputMultiplier.Shift}"));
        }
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Kind.Name());
        json.Member("input", InputMultiplier);
        json.Member("min_difference", MinDifference);
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
