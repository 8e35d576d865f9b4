using QMacVerify.Compiler.Import.Tflite.Folding;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Float operators between DEQUANTIZE and QUANTIZE: as long as one code decides their result, all of them are one table.</summary>
internal static class RealIslands
{
    /// <summary>What an operator on real numbers inside the graph becomes; null where it is none.</summary>
    public static GraphNode[]? Import(TfliteNode node)
    {
        if (node.Operator == "DEQUANTIZE" && node.IsOfCodes(0))
        {
            TensorInfo codes = node.Activation(0);
            float[] values = RealCodesReference.Dequantize(
                [.. Enumerable.Range(sbyte.MinValue, Lookup.Entries).Select(code => (sbyte)code)], TfliteNode.Scale(codes), codes.ZeroPoint);
            node.SetCurve(new TfliteCurve(codes, values));
            return node.IsModelOutput() ? null : [];
        }

        TfliteCurve?[] curves = [.. Enumerable.Range(0, node.InputCount).Select(node.CurveOf)];
        return Array.Find(curves, curve => curve is not null) is not TfliteCurve first ? null
            : node.Operator == "QUANTIZE" ? [Table(node, first)]
            : RealFunctions.OfOne.TryGetValue(node.Operator, out Func<TfliteNode, Func<float, float>>? ofOne) ? Continue(node, first, ofOne(node))
            : RealFunctions.OfTwo.TryGetValue(node.Operator, out (Func<float, float, float> Function, BuiltinOptions Options) ofTwo) && curves.Length == 2
                ? Combine(node, first, curves, ofTwo.Function, ofTwo.Options)
            : TfliteOperationTable.FindMove(node.Operator) is { } move ? Move(node, first, (output, name) => [.. move(node, [.. first.Codes.Shape]).Nodes(node, first.Codes, output)])
            : node.Operator is "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS" ? Move(node, first, (output, name) => [new Reshape(name, first.Codes.Index, output.Index)])
            : throw node.Unsupported("computes with real numbers inside the graph");
    }

    /// <summary>The codes of a function of codes.</summary>
    private static Lookup Table(TfliteNode node, TfliteCurve curve)
    {
        node.RefuseXnnpack(true, "float operators before it");
        TensorInfo output = node.Output();
        RequireNumbers(node, curve);
        sbyte[] codes = RealCodesReference.Quantize(curve.Values, TfliteNode.Scale(output), output.ZeroPoint, RealCodes.Quantize);
        return node.Lookup("dequantize_quantize", curve.Codes, output, code => codes[code - sbyte.MinValue]);
    }

    private static GraphNode[] Continue(TfliteNode node, TfliteCurve curve, Func<float, float> function) =>
        Define(node, curve with { Values = Array.ConvertAll(curve.Values, value => function(value)) });

    /// <summary>Says what real numbers the output has; a node computes them only where the model returns them.</summary>
    private static GraphNode[] Define(TfliteNode node, TfliteCurve curve, bool isMoved = false)
    {
        node.SetCurve(curve);
        if (!node.IsModelOutput())
        {
            return [];
        }

        node.RefuseXnnpack(true, "float operators whose result is returned");
        RequireNumbers(node, curve);
        return [node.LookupReal(isMoved ? node.FurtherName() : node.Name, node.Operator.ToLowerInvariant(), curve.Codes, curve.Values)];
    }

    private static void RequireNumbers(TfliteNode node, TfliteCurve curve)
    {
        int undefined = Array.FindIndex(curve.Values, float.IsNaN);
        if (undefined >= 0)
        {
            int code = undefined + sbyte.MinValue + (curve.Codes.IsUnsigned ? TensorInfo.UnsignedOffset : 0);
            throw node.QuantizationError(Invariant($"gets NaN for code {code} of {Quote(curve.Codes.Name)}, and NaN has no code"));
        }
    }

    /// <summary>Two functions of the same codes, or one and a single number.</summary>
    private static GraphNode[] Combine(
        TfliteNode node, TfliteCurve varying, TfliteCurve?[] curves, Func<float, float, float> function, BuiltinOptions options)
    {
        float[][] operands = [.. curves.Select((curve, i) => curve is null ? Number(node, i) : curve.Codes.Index == varying.Codes.Index ? curve.Values
            : throw node.Unsupported("computes real numbers of two varying tensors inside the graph"))];
        float[] values = [.. operands[0].Zip(operands[1], function)];
        (float? lower, float? upper) = options == BuiltinOptions.None
            ? (null, null)
            : node.ActivationRange((ActivationFunctionType)node.Options(options).Byte(Schema.AddOptions.FusedActivationFunction));
        return Continue(node, varying with { Values = values }, value => Math.Min(Math.Max(value, lower ?? float.NegativeInfinity), upper ?? float.PositiveInfinity));
    }

    private static float[] Number(TfliteNode node, int input)
    {
        TfliteTensor constant = node.FileInput(input);
        return constant.Type == TensorType.Float32 && Numbers.AreNumbers(constant) && ConstantElements.Count(constant.Shape) == 1
            ? [.. Enumerable.Repeat(Numbers.Reals(constant)[0], Lookup.Entries)]
            : throw node.Unsupported($"computes real numbers inside the graph with {Quote(constant.Name)}, which is no single constant number");
    }

    /// <summary>Codes are moved in the place of their real numbers.</summary>
    private static GraphNode[] Move(TfliteNode node, TfliteCurve curve, Func<TensorInfo, string, GraphNode[]> move)
    {
        int[] shape = node.ShapeOfOutput();
        TensorInfo moved = node.Intermediate(shape, curve.Codes);
        return [.. move(moved, node.Name), .. Define(node, curve with { Codes = moved }, isMoved: true)];
    }
}
