using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Softmax over the last axis in float32, as ONNX Runtime has it, from a constant table of exponentials.</summary>
/// <remarks>
/// The float32 sum of the exponentials in order; then <c>rne(f32(f32(e * inverse) / sum)) + zy</c>, clamped (SEMANTICS section 4).
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Exponentials">Tensor index of 256 float32 constants: of the differences 0, -1 … -255 to the greatest code of a row.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="InverseBits">float32: floor(1 / output scale).</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record QLinearSoftmax(string Name, int Input, int Exponentials, int Output, uint InverseBits, ClampRange Clamp)
    : GraphNode(Name, EquatableArray.Of(Input, Exponentials), Output)
{
    public const string OpName = "qlinear_softmax";

    /// <summary>Entries of the table.</summary>
    public const int TableLength = 256;

    public override string Op => OpName;

    public static QLinearSoftmax Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Input(1), reader.Output, reader.RealFactor("inverse"), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        node.RequireShape(node.Result(), input.Shape);
        node.RealTable(1, TableLength);
        node.RequireReal(RealRange.Factor, InverseBits);
        node.RequireClamp(Clamp);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Float32("inverse", InverseBits);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input), Exponentials = map(Exponentials) };
}
