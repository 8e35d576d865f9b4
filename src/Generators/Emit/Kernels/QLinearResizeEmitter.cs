using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints resizing in float32: rows and columns between which a pixel lies, with their weights, stand in tables.</summary>
internal sealed class QLinearResizeEmitter() : FourPixelEmitter(entries: 4)
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "weighted means of four pixels", w);
        w.Documentation("remarks", Invariant(
            $"In float32 as ONNX Runtime computes them. Output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected override void EmitWeights(string axis, SourceWriter w)
    {
        for (int i = 0; i < 2; i++)
        {
            w.Line($"float {axis}Weight{i} = BitConverter.Int32BitsToSingle({axis}[{i + 2}]);");
        }
    }

    protected override void EmitPixelWeight(string name, int row, int column, SourceWriter w) =>
        w.Line($"float {name}Weight = columnWeight{column} * rowWeight{row};");

    /// <summary>Prints the sum of the weighted pixels, in the order in which ONNX Runtime adds them: row by row.</summary>
    protected override void EmitChannels(OperationKernel kernel, int channels, SourceWriter w)
    {
        TensorInfo input = kernel.Inputs[0];
        ClampRange clamp = ((QLinearResize)kernel.Node).Clamp;
        using (w.Loop("channel", channels, out IndexExpression channel))
        {
            w.Line("float real = 0;");
            foreach ((string name, _, _) in RowByRow)
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
