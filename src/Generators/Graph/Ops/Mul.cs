using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Product of two tensors: <c>R((a - za) * (b - zb); factor) + zy</c>, clamped. Exact: no layer's circuit is meant.</summary>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index.</param>
/// <param name="Second">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Rescale">The factor with its rounding: one of TensorFlow Lite's, or XNNPACK's float32 product.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record Mul(
    string Name, int First, int Second, int Output, Rescale Rescale, ClampRange Clamp)
    : ElementwiseNode(Name, First, Second, Output)
{
    public const string OpName = "mul";

    public override string Op => OpName;

    public static Mul Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.Rescale("output"), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireRescale(Rescale);
        node.RequireClamp(Clamp);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Member("requantization", Rescale.Kind.Name());
        json.Member("output", Rescale);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}
