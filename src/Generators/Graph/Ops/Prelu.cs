using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>
/// Leaky rectifier with a factor per element: with <c>u = x - zx</c>, <c>R(u; positive)</c> for u &gt;= 0, else
/// <c>R(u * (alpha - zalpha); negative)</c>; <c>+ zy</c>, clamped.
/// </summary>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index of x.</param>
/// <param name="Second">Tensor index of alpha.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Kind">The rounding.</param>
/// <param name="Positive">Scale of x over that of the output.</param>
/// <param name="Negative">Scales of x and alpha over that of the output.</param>
public sealed record Prelu(
    string Name, int First, int Second, int Output, RequantizationKind Kind, QuantizedMultiplier Positive, QuantizedMultiplier Negative)
    : ElementwiseNode(Name, First, Second, Output)
{
    public const string OpName = "prelu";

    public override string Op => OpName;

    public static Prelu Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.TfliteRounding(),
        reader.Multiplier("positive"), reader.Multiplier("negative"));

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireTflite(Kind);
        node.RequireNormalized(Positive, Negative);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Kind.Name());
        json.Member("positive", Positive);
        json.Member("negative", Negative);
    }
}
