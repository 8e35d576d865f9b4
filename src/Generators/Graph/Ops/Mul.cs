using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Product of two tensors: <c>R((a - za) * (b - zb); factor) + zy</c>, clamped. Exact: no layer's circuit is meant.</summary>
public sealed record Mul(
    string Name, int First, int Second, int Output, RequantizationKind Kind, QuantizedMultiplier Multiplier, ClampRange Clamp)
    : ElementwiseNode(Name, First, Second, Output)
{
    public const string OpName = "mul";

    public override string Op => OpName;

    public static Mul Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.TfliteRounding(), reader.Multiplier("output"), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireTflite(Kind);
        node.RequireNormalized(Multiplier);
        node.RequireClamp(Clamp);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Kind.Name());
        json.Member("output", Multiplier);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}
