using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints resizing in float32: rows and columns between which a pixel lies, with their weights, stand in tables.</summary>
internal sealed class QLinearResizeEmitter : KernelEmitter<OperationKernel>
{
    /// <summary>In the order in which they are added.</summary>
    private static readonly (string Name, int Row, int Column)[] Pixels = [("topLeft", 0, 0), ("topRight", 0, 1), ("bottomLeft", 1, 0), ("bottomRight", 1, 1)];

    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "weighted means of four pixels", w);
        w.Documentation("remarks", Invariant(
            $"In float32 as ONNX Runtime computes them. Output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo input = kernel.Inputs[0];
        EquatableArray<int> from = input.Shape;
        EquatableArray<int> to = kernel.Output.Shape;
        ClampRange clamp = ((QLinearResize)kernel.Node).Clamp;
        w.Line("int outputIndex = 0;");
        using (w.Loop("batch", to[0], out IndexExpression batch))
        using (w.Block($"for (int outY = 0; outY < {to[1]}; outY++)"))
        {
            w.Line($"ReadOnlySpan<int> row = {kernel.Identifier}Rows.Slice(4 * outY, 4);");
            EmitWeights("row", w);
            using (w.Block($"for (int outX = 0; outX < {to[2]}; outX++)"))
            {
                w.Line($"ReadOnlySpan<int> column = {kernel.Identifier}Columns.Slice(4 * outX, 4);");
                EmitWeights("column", w);
                foreach ((string name, int y, int x) in Pixels)
                {
                    IndexExpression pixel = ((((batch * from[1]) + Invariant($"row[{y}]")) * from[2]) + Invariant($"column[{x}]")) * from[3];
                    w.Line($"int {name} = {pixel};");
                    w.Line($"float {name}Weight = columnWeight{x} * rowWeight{y};");
                }

                using (w.Loop("channel", from[3], out IndexExpression channel))
                {
                    w.Line("float real = 0;");
                    foreach ((string name, _, _) in Pixels)
                    {
                        w.Line($"real = RealArithmetic.Weighted(real, {name}Weight, RealCodes.Dequantize(input[{(IndexExpression)name + channel}], scale: {Scale(input)}, zeroPoint: {input.ZeroPoint}));");
                    }

                    string code = $"RealCodes.QuantizeTiesToEven(real, scale: {Scale(kernel.Output)}, zeroPoint: {kernel.Output.ZeroPoint})";
                    w.Line(clamp == ClampRange.Full
                        ? $"output[outputIndex++] = {code};"
                        : $"output[outputIndex++] = (sbyte)Math.Min(Math.Max((int){code}, {clamp.Lower}), {clamp.Upper});");
                }
            }
        }
    }

    private static void EmitWeights(string axis, SourceWriter w)
    {
        for (int i = 0; i < 2; i++)
        {
            w.Line($"float {axis}Weight{i} = BitConverter.Int32BitsToSingle({axis}[{i + 2}]);");
        }
    }
}
