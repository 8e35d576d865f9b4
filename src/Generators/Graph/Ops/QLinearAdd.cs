using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Sum of two tensors in float32, as ONNX Runtime has it, with numpy broadcasting.</summary>
/// <remarks>
/// <c>rne(fma(a, first, fma(b, second, constant)))</c> of the codes as the model stores them, clamped (SEMANTICS section 4).
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="First">Tensor index.</param>
/// <param name="Second">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="FirstFactorBits">float32, not negative.</param>
/// <param name="SecondFactorBits">float32, not negative.</param>
/// <param name="ConstantBits">float32: the zero points' share.</param>
/// <param name="IsSwapped">Whether the operands change places in the formula: where the first is constant along the model's inner axes.</param>
/// <param name="CodeOffset">128 where the model stores uint8, else 0.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record QLinearAdd(
    string Name,
    int First,
    int Second,
    int Output,
    uint FirstFactorBits,
    uint SecondFactorBits,
    uint ConstantBits,
    bool IsSwapped,
    int CodeOffset,
    ClampRange Clamp)
    : ElementwiseNode(Name, First, Second, Output)
{
    public const string OpName = "qlinear_add";

    public override string Op => OpName;

    public static QLinearAdd Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Input(1), reader.Output,
        reader.RealFactor("input1"), reader.RealFactor("input2"), reader.RealNumber("constant"), reader.QuantSpec.Flag("swapped"),
        reader.CodeOffset(), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireReal(RealRange.Factor, FirstFactorBits, SecondFactorBits);
        node.RequireReal(RealRange.Usable, ConstantBits);
        node.RequireCodeOffset(CodeOffset);
        node.RequireClamp(Clamp);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Float32("input1", FirstFactorBits);
        json.Float32("input2", SecondFactorBits);
        json.Float32("constant", ConstantBits);
        json.Member("swapped", IsSwapped);
        json.Member("code_offset", CodeOffset);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }
}
