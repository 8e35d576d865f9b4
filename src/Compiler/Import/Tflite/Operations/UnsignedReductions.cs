using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>MEAN and SUM of uint8 codes, which TensorFlow Lite's reference kernels compute in three ways: each is a function of the sum alone.</summary>
/// <remarks>Sums are those of the codes as the file has them, from 0 on; results are such codes, too.</remarks>
internal static class UnsignedReductions
{
    /// <summary>
    /// MEAN. Of rows and columns of images, with both axes kept: <c>R(sum; f32(sx / f32(n * sy))) + zy - int(f32(f32(zx * sx) / sy))</c>. Else of
    /// equal quantization: sum / n, truncated. Else in float32: <c>rha(f32(f32(f32(sum / n) * k) + f32(f32(-zx * k) + 0.5))) + zy</c>,
    /// <c>k = f32(sx / sy)</c>.
    /// </summary>
    public static GraphNode[] Mean(TfliteNode node, TensorInfo input, TensorInfo output, EquatableArray<int> axes, int count)
    {
        (float inputScale, float outputScale) = (TfliteNode.Scale(input), TfliteNode.Scale(output));
        float factor = inputScale / outputScale;
        if (node.IsXnnpack)
        {
            return Delegated(node, input, output, axes, count, "mean", factor * (1f / count));
        }

        bool isOfImage = node.Options(BuiltinOptions.ReducerOptions).Flag(Schema.ReducerOptions.KeepDims) && input.Shape.Count == 4
            && node.Integers(1) is [1, 2] or [2, 1];
        if (isOfImage)
        {
            Rescaler rescaler = node.Rescaler(inputScale / (count * outputScale));
            int bias = output.ModelZeroPoint - (int)(input.ModelZeroPoint * inputScale / outputScale);
            return Of(node, "mean", input, axes, count, output, sum => Math.Clamp(rescaler.Apply(sum) + (long)bias, byte.MinValue, byte.MaxValue));
        }

        if (inputScale == outputScale && input.ZeroPoint == output.ZeroPoint)
        {
            return Of(node, "mean", input, axes, count, output, sum => sum / count);
        }

        float offset = (-input.ModelZeroPoint * factor) + 0.5f;
        return Of(node, "mean", input, axes, count, output, sum =>
        {
            float mean = (float)sum / count;
            float scaled = mean * factor;
            return (long)Math.Clamp(MathF.Round(scaled + offset, MidpointRounding.AwayFromZero) + output.ModelZeroPoint, byte.MinValue, byte.MaxValue);
        });
    }

    /// <summary>
    /// SUM. Of equal quantization the sum of the codes modulo 256. Else in float32:
    /// <c>rha(f32(f32(sum * k) + f32(f32(f32(-zx * k) * n) + 0.5))) + zy</c>, modulo 256.
    /// </summary>
    public static GraphNode[] Sum(TfliteNode node, TensorInfo input, TensorInfo output, EquatableArray<int> axes, int count)
    {
        float factor = TfliteNode.Scale(input) / TfliteNode.Scale(output);
        if (node.IsXnnpack)
        {
            return Delegated(node, input, output, axes, count, "sum", factor);
        }

        if (factor == 1 && input.ZeroPoint == output.ZeroPoint)
        {
            return Of(node, "sum", input, axes, count, output, sum => sum & byte.MaxValue);
        }

        float product = -input.ModelZeroPoint * factor;
        float offset = (product * count) + 0.5f;
        return Of(node, "sum", input, axes, count, output, sum =>
        {
            float scaled = sum * factor;
            return ((long)Math.Clamp(MathF.Round(scaled + offset, MidpointRounding.AwayFromZero), int.MinValue, int.MaxValue) + output.ModelZeroPoint) & byte.MaxValue;
        });
    }

    /// <summary>As XNNPACK has it: <c>rne(f32(f32(sum * k) + f32(zy - f32(f32(n * zx) * k))))</c>, clamped.</summary>
    private static GraphNode[] Delegated(TfliteNode node, TensorInfo input, TensorInfo output, EquatableArray<int> axes, int count, string function, float factor)
    {
        float share = (float)(count * input.ModelZeroPoint) * factor;
        float constant = output.ModelZeroPoint - share;
        return Of(node, function, input, axes, count, output, sum =>
        {
            float scaled = sum * factor;
            return (long)MathF.Round(Math.Clamp(scaled + constant, byte.MinValue, byte.MaxValue), MidpointRounding.ToEven);
        });
    }

    /// <summary>The nodes of a function of the sum: all sums are tried.</summary>
    private static GraphNode[] Of(
        TfliteNode node, string function, TensorInfo input, EquatableArray<int> axes, int count, TensorInfo output, Func<int, long> codeOf)
    {
        node.CountFolded(((Int128)byte.MaxValue * count) + 1);
        List<float> breaks = [];
        List<sbyte> codes = [CodeOf(0)];
        for (int sum = 1; sum <= byte.MaxValue * count; sum++)
        {
            sbyte code = CodeOf(sum);
            if (code != codes[^1])
            {
                breaks.Add(sum - (count * input.ModelZeroPoint));
                codes.Add(code);
            }
        }

        if (breaks.Count == 0)
        {
            breaks.Add(float.PositiveInfinity);
            codes.Add(codes[0]);
        }

        return node.FunctionOfSums(function, input, axes, output, [.. breaks], [.. codes]);

        sbyte CodeOf(int sum) => (sbyte)(codeOf(sum) - TensorInfo.UnsignedOffset);
    }
}
