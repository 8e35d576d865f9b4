using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Product of two tensors in float32, as ONNX Runtime has it, with numpy broadcasting.</summary>
/// <remarks><c>rne(f32((a - za) * (b - zb) * factor + zy))</c>, zy as the model stores it, clamped (SEMANTICS section 4).</remarks>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index.</param>
/// <param name="Second">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="FactorBits">float32, not negative: first scale * second scale / output scale.</param>
/// <param name="CodeOffset">128 where the model stores uint8, else 0.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record QLinearMultiply(string Name, int First, int Second, int Output, uint FactorBits, int CodeOffset, ClampRange Clamp)
    : ElementwiseNode(Name, First, Second, Output)
{
    public const string OpName = "qlinear_mul";

    public override string Op => OpName;

    public static QLinearMultiply Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.RealFactor("factor"), reader.CodeOffset(), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireReal(RealRange.Factor, FactorBits);
        node.RequireCodeOffset(CodeOffset);
        node.RequireClamp(Clamp);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Float32("factor", FactorBits);
        json.Member("code_offset", CodeOffset);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}
