using System.Runtime.InteropServices;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The window of a convolution that stands between SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND.</summary>
/// <param name="Y">Dilation in rows.</param>
/// <param name="X">Dilation in columns.</param>
/// <param name="Padding">Top, left, bottom, right.</param>
internal sealed record TfliteDilation(int Y, int X, int[] Padding);

/// <summary>
/// SPACE_TO_BATCH_ND, a convolution of the phases, BATCH_TO_SPACE_ND: how converters write a convolution with dilation, which it becomes.
/// Any other use of the two stays a movement.
/// </summary>
internal static class DilatedConvolutions
{
    /// <summary>The operators of a model, with one in the place of three: the convolution, where it stood.</summary>
    public static IReadOnlyList<TfliteOperator> Join(TfliteModel model)
    {
        ILookup<int, int> readers = model.Operators
            .SelectMany((entry, index) => entry.Inputs.Select(input => (input, index)))
            .Concat(model.Outputs.Select(output => (output, -1)))
            .ToLookup(use => use.Item1, use => use.Item2);
        TfliteOperator?[] operators = [.. model.Operators];
        for (int first = 0; first < operators.Length; first++)
        {
            if (operators[first] is { } spread && BuiltinOperators.Name(spread) == "SPACE_TO_BATCH_ND" && spread is { Inputs: [int source, _, _], Outputs: [int phases] }
                && readers[phases].ToArray() is [>= 0 and int middle] && operators[middle] is { Outputs: [int results] } layer
                && layer.Inputs.Count(input => input == phases) == 1 && layer.Inputs[0] == phases
                && readers[results].ToArray() is [>= 0 and int last] && operators[last] is { Outputs: [int target] } gather
                && BuiltinOperators.Name(gather) == "BATCH_TO_SPACE_ND" && gather.Inputs is [int gathered, _, _] && gathered == results
                && IsPlain(layer) && Same(model, source, phases) && Same(model, results, target)
                && WindowOf(model, spread.Inputs, gather.Inputs) is { } dilation)
            {
                operators[middle] = layer with { Inputs = [source, .. layer.Inputs[1..]], Outputs = [target], Dilation = dilation };
                operators[first] = operators[last] = null;
            }
        }

        return [.. operators.OfType<TfliteOperator>()];
    }

    /// <summary>A convolution by steps of 1 without padding or dilation of its own.</summary>
    private static bool IsPlain(TfliteOperator layer)
    {
        (Field padding, Field[] ones)? fields = (BuiltinOperators.Name(layer), layer.OptionsType) switch
        {
            ("CONV_2D", BuiltinOptions.Conv2DOptions) => (Schema.Conv2DOptions.Padding, [
                Schema.Conv2DOptions.StrideH, Schema.Conv2DOptions.StrideW, Schema.Conv2DOptions.DilationHFactor, Schema.Conv2DOptions.DilationWFactor]),
            ("DEPTHWISE_CONV_2D", BuiltinOptions.DepthwiseConv2DOptions) => (Schema.DepthwiseConv2DOptions.Padding, [
                Schema.DepthwiseConv2DOptions.StrideH, Schema.DepthwiseConv2DOptions.StrideW,
                Schema.DepthwiseConv2DOptions.DilationHFactor, Schema.DepthwiseConv2DOptions.DilationWFactor]),
            _ => null,
        };
        return fields is { } known && layer.Options.Byte(known.padding) == TfliteNode.ValidPadding && known.ones.All(field => layer.Options.Int32(field) == 1);
    }

    /// <summary>Blocks of both operators, which must be the same, and what the paddings are more than the crops; null where it is less.</summary>
    private static TfliteDilation? WindowOf(TfliteModel model, int[] spread, int[] gather)
    {
        if (Numbers(model, spread[1], 2) is not [>= 1 and int y, >= 1 and int x] || Numbers(model, gather[1], 2) is not [int otherY, int otherX]
            || (y, x) != (otherY, otherX) || Numbers(model, spread[2], 4) is not int[] paddings || Numbers(model, gather[2], 4) is not int[] crops)
        {
            return null;
        }

        int[] padding = [.. new[] { 0, 2, 1, 3 }.Select(side => paddings[side] - crops[side])];
        return padding.All(Generators.Graph.Padding.IsAmount) && paddings.Concat(crops).All(amount => amount >= 0) ? new TfliteDilation(y, x, padding) : null;
    }

    private static int[]? Numbers(TfliteModel model, int tensor, int count) =>
        (uint)tensor < (uint)model.Tensors.Count && model.Tensors[tensor] is { Type: TensorType.Int32, IsSparse: false, Data: var data } && data.Length == count * sizeof(int)
            ? MemoryMarshal.Cast<byte, int>(data.Span).ToArray()
            : null;

    private static bool Same(TfliteModel model, int a, int b) =>
        (uint)a < (uint)model.Tensors.Count && (uint)b < (uint)model.Tensors.Count
        && model.Tensors[a] is { Quantization: { } first, Type: var type, Shape.Length: 4 }
        && model.Tensors[b] is { Quantization: { } second } other && other.Type == type
        && first.Scales.AsSpan().SequenceEqual(second.Scales) && first.ZeroPoints.AsSpan().SequenceEqual(second.ZeroPoints);
}
