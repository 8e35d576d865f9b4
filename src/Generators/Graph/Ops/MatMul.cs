using QMacVerify.Generators.Graph.Json;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>Products of two tensors of codes that may both be computed: matrices of activations times transposed matrices of weights.</summary>
/// <remarks>
/// A layer of products as SEMANTICS section 2 defines it: the first operand is the activation of the circuit, the second one its weight, and
/// rows of both are gone through in order. Each tensor has one scale and one zero point.
/// </remarks>
public sealed record MatMul(
    string Name, int Input, int Weights, int Bias, int Output, MatMulGeometry Geometry, ChannelRequantization Requantization)
    : ProductNode(Name, Input, Weights, Bias, Output, Requantization)
{
    public const string OpName = "matmul";

    public override string Op => OpName;

    public override int Taps => Geometry.Taps;

    public override int OutChannels => Geometry.OutChannels;

    public override long Macs => Geometry.Macs;

    public static MatMul Read(NodeReader reader)
    {
        (MatMulGeometry geometry, _) = GeometryOf(reader.Checks);
        return new MatMul(
            reader.Name, reader.Input(0), reader.Input(1), reader.Bias(2), reader.Output, geometry, reader.ChannelRequantization(geometry.OutChannels));
    }

    public override void Check(NodeChecks node)
    {
        (MatMulGeometry geometry, EquatableArray<int> shape) = GeometryOf(node);
        node.RequireShape(node.Layer(this, geometry.OutChannels), shape);
        if (geometry != Geometry)
        {
            throw node.ShapeError($"its loops are not those of {node.Input(0).Signature} and {node.Input(1).Signature}");
        }

        if (Requantization.IsPerChannel)
        {
            throw node.QuantizationError("has several factors, but both operands have one scale");
        }

        if (node.Input(0).IsConstant && node.Input(1).IsConstant)
        {
            throw node.GraphError("has two constant operands; what it computes is a constant");
        }
    }

    public override void WriteAttributes(JsonWriter json)
    {
        // Shapes say it all.
    }

    private static (MatMulGeometry Geometry, EquatableArray<int> Output) GeometryOf(NodeChecks node)
    {
        TensorInfo input = node.Operand(0);
        TensorInfo weights = node.Operand(1);
        return MatMulGeometry.Of(input.Shape, weights.Shape) ?? throw node.ShapeError(
            Invariant($"multiplies {input.Signature} by {weights.Signature}, expected matrices whose rows are of one length, and stacks of them that broadcast to at most {MatMulGeometry.MaxBatches}"));
    }
}
