using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Average of each channel of an image: an integer sum and one float32 product, as ONNX Runtime has it.</summary>
/// <remarks><c>rne(f32((float)sum(x - zx) * factor)) + zy</c>, clamped (SEMANTICS section 4).</remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, [batch, 1, 1, channel].</param>
/// <param name="FactorBits">float32, not negative: input scale / (output scale * elements of a channel).</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record QLinearGlobalAveragePool(string Name, int Input, int Output, uint FactorBits, ClampRange Clamp)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "qlinear_global_average_pool";

    /// <summary>Elements of a channel, so that a sum of them fits int32.</summary>
    private const int MaxPositions = 1 << 22;

    public override string Op => OpName;

    /// <summary>The factor with its rounding.</summary>
    public Rescale Rescale => new(RequantizationKind.OnnxFloat, QuantizedMultiplier.None, FactorBits);

    public static QLinearGlobalAveragePool Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, reader.RealFactor("factor"), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Image(0);
        node.RequireShape(node.Result(), EquatableArray.Of(input.Shape[0], 1, 1, input.Shape[3]));
        if ((long)input.Shape[1] * input.Shape[2] > MaxPositions)
        {
            throw node.ShapeError(Invariant($"an image of {input.Shape[1]} x {input.Shape[2]} is too large, at most {MaxPositions} elements are possible"));
        }

        node.RequireReal(RealRange.Factor, FactorBits);
        node.RequireClamp(Clamp);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Float32("factor", FactorBits);
        json.Member("clamp", [Clamp.Lower, Clamp.Upper]);
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
