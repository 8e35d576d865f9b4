using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Softmax of the real numbers of codes as a float32 output, in the order of ONNX Runtime's kernels for AVX2 and FMA.</summary>
/// <remarks>
/// For a row with the greatest number m: e = exp(f32(x - m)) by MLAS's polynomial, the sum of e by 8 lanes, <c>f32(e * f32(1 / sum))</c>.
/// </remarks>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index.</param>
/// <param name="Output">Tensor index, float32.</param>
/// <param name="Depth">Elements of a row, which lie side by side.</param>
public sealed record SoftmaxReal(string Name, int Input, int Output, int Depth) : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    public const string OpName = "softmax_real";

    public override string Op => OpName;

    public static SoftmaxReal Read(NodeReader reader) =>
        new(reader.Name, reader.Input(0), reader.Output, reader.Graph.Integer("depth", 1, int.MaxValue));

    public override void Check(NodeChecks node)
    {
        TensorInfo input = node.Activation(0);
        node.RequireShape(node.Real(node.Output), input.Shape);
        if (Depth < 1 || input.ElementCount % Depth != 0)
        {
            throw node.ShapeError(Invariant($"has rows of {Depth} elements in {input.Signature}"));
        }

        node.RequireReal(RealRange.Summable, input.ScaleBits);
    }

    public override void WriteAttributes(JsonWriter json) => json.Member("depth", Depth);

    public override void WriteQuantization(JsonWriter json)
    {
        // The scale of the input says it all.
    }

    protected override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
