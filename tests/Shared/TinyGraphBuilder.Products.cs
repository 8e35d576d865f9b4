using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Tests.Shared;

/// <summary>Products of two tensors.</summary>
public sealed partial class TinyGraphBuilder
{
    /// <summary>Matrices of activations, and of weights with a row for each output channel; of the parameters weights and their zero points are not used.</summary>
    public int MatMul(int input, int weights, TinyParameters? parameters = null)
    {
        parameters ??= new TinyParameters();
        (MatMulGeometry geometry, EquatableArray<int> shape) = MatMulGeometry.Of(_tensors[input].Shape, _tensors[weights].Shape)!.Value;
        int bias = parameters.Bias is not null || random.NextBelow(3) == 0
            ? AddConstant(
                ElementType.Int32, [geometry.OutChannels], TensorLayout.O, MemoryMarshal.AsBytes<int>(parameters.Bias ?? NextBias(geometry.OutChannels)), null)
            : -1;
        int output = parameters.Kind == RequantizationKind.Accumulator
            ? AddTensor(ElementType.Int32, [.. shape], null)
            : AddActivation([.. shape], parameters.ZeroPoint ?? random.NextSByte());
        _nodes.Add(new MatMul(
            NextName("product"), input, weights, bias, output, geometry,
            Requantization(parameters.Kind, parameters.Multipliers ?? [NextRequantization(geometry.Taps)], parameters.Clamp ?? NextClamp())));
        return output;
    }

    /// <summary>Constant codes with one scale.</summary>
    public int ConstantCodes(int[] shape, int? zeroPoint = null)
    {
        sbyte[] codes = new sbyte[shape.Aggregate(1, (product, extent) => product * extent)];
        random.FillInt8(codes);
        return AddConstant(
            ElementType.Int8, shape, TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(codes),
            new TensorQuantization(EquatableArray.Of(0x3d800000u), "0.0625", zeroPoint ?? random.NextSByte(), 0));
    }
}
