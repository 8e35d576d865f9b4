using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Sum of two tensors of possibly different scales, with numpy broadcasting.</summary>
/// <remarks>
/// <c>R(R((a - za) &lt;&lt; 20; first) + R((b - zb) &lt;&lt; 20; second); output) + zy</c>, clamped (SEMANTICS section 4).
/// </remarks>
public sealed record Add(
    string Name,
    int First,
    int Second,
    int Output,
    RequantizationKind Kind,
    QuantizedMultiplier FirstMultiplier,
    QuantizedMultiplier SecondMultiplier,
    QuantizedMultiplier OutputMultiplier,
    ClampRange Clamp)
    : GraphNode(Name, EquatableArray.Of(First, Second), Output)
{
    public const string OpName = "add";

    /// <summary>Both operands are shifted left by this before they are rescaled.</summary>
    public const int LeftShift = 20;

    public override string Op => OpName;

    public static Add Read(NodeReader reader)
    {
        TensorInfo first = reader.Operand(0);
        TensorInfo second = reader.Operand(1);
        TensorInfo output = reader.Activation(reader.Output);
        reader.RequireBroadcast(first, second, output);
        return new Add(
            reader.Name, first.Index, second.Index, output.Index, reader.TfliteRounding(),
            reader.Multiplier("input1"), reader.Multiplier("input2"), reader.Multiplier("output"), reader.Clamp());
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Kind.Name());
        json.Member("input1", FirstMultiplier);
        json.Member("input2", SecondMultiplier);
        json.Member("output", OutputMultiplier);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}
