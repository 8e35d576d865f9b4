using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>The real result of a layer, or of a sum, as a float32 output: <c>f32(f32(f32(acc) * factor[c]) + offset[c])</c>.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index of int32 accumulators, channels last.</param>
/// <param name="Factors">Tensor index of float32 constants, one or one for each channel, not negative.</param>
/// <param name="Offsets">Tensor index of float32 constants, as many.</param>
/// <param name="Output">Tensor index, float32.</param>
/// <param name="ChannelsFirst">Whether the output has its channels right after the batches: images of an ONNX model.</param>
public sealed record LayerResult(string Name, int Input, int Factors, int Offsets, int Output, bool ChannelsFirst)
    : GraphNode(Name, EquatableArray.Of(Input, Factors, Offsets), Output)
{
    public const string OpName = "layer_result";

    public override string Op => OpName;

    public static LayerResult Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Input(1), reader.Input(2), reader.Output, reader.Graph.Flag("channels_first"));

    public override void Check(NodeChecks node)
    {
        (TensorInfo input, int channels) = node.AccumulatorsWithReals(1, 2);
        TensorInfo output = node.Real(node.Output);
        bool fits = output.ElementCount == input.ElementCount
            && (!ChannelsFirst || (output.Shape.Count > 1 && output.Shape[0] == input.Shape[0] && output.Shape[1] == channels));
        if (!fits)
        {
            throw node.ShapeError(Invariant($"makes {output.Signature} of {input.Signature} with {channels} channels"));
        }
    }

    public override void CheckConstants(NodeChecks node, ParameterSet parameters)
    {
        node.RequireReal(RealRange.Factor, parameters[Factors].Float32Bits);
        node.RequireReal(RealRange.Usable, parameters[Offsets].Float32Bits);
    }

    public override void WriteAttributes(JsonWriter json) => json.Member("channels_first", ChannelsFirst);

    public override void WriteQuantization(JsonWriter json)
    {
        // The constants hold it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input), Factors = map(Factors), Offsets = map(Offsets) };
}
