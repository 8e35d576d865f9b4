using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Average of the window elements inside the image in float32, as ONNX Runtime has it; the result has a scale of its own.</summary>
/// <remarks>
/// The float32 sum of <c>f32((x - zx) * inputScale)</c> in window order, divided by the count; then <c>rne(f32(v / scale + zy))</c>,
/// zy as the model stores it, clamped (SEMANTICS section 4).
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index.</param>
/// <param name="Window">The window.</param>
/// <param name="CountsPadding">Whether padding counts as elements of 0.</param>
/// <param name="InputScaleBits">float32.</param>
/// <param name="ScaleBits">float32, of the result.</param>
/// <param name="CodeOffset">128 where the model stores uint8, else 0.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record QLinearAveragePool2D(
    string Name,
    int Input,
    int Output,
    WindowGeometry Window,
    bool CountsPadding,
    uint InputScaleBits,
    uint ScaleBits,
    int CodeOffset,
    ClampRange Clamp)
    : Pool2D(Name, Input, Output, Window, Clamp)
{
    public const string OpName = "qlinear_average_pool2d";

    public override string Op => OpName;

    protected override bool IsRescaled => true;

    public static QLinearAveragePool2D Read(NodeReader reader) => new(
        reader.Name, reader.Input(0), reader.Output, ReadWindow(reader), reader.Graph.Flag("counts_padding"),
        reader.RealScale("input_scale"), reader.RealScale("scale"), reader.CodeOffset(), reader.Clamp());

    public override void Check(NodeChecks node)
    {
        base.Check(node);
        node.RequireReal(RealRange.Summable, InputScaleBits, ScaleBits);
        node.RequireCodeOffset(CodeOffset);
    }

    public override void WriteAttributes(JsonWriter json)
    {
        base.WriteAttributes(json);
        json.Member("counts_padding", CountsPadding);
    }

    public override void WriteQuantization(JsonWriter json)
    {
        json.Float32("input_scale", InputScaleBits);
        json.Float32("scale", ScaleBits);
        json.Member("code_offset", CodeOffset);
        base.WriteQuantization(json);
    }
}
