using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints nearest-neighbour resizing: pixels are copied from named rows and columns.</summary>
internal sealed class ResizeNearestEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "nearest neighbours", w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        EquatableArray<int> from = kernel.Inputs[0].Shape;
        EquatableArray<int> to = kernel.Output.Shape;
        w.Line("int outputIndex = 0;");
        using (w.Loop("batch", to[0], out IndexExpression batch))
        using (w.Block($"for (int outY = 0; outY < {to[1]}; outY++)"))
        using (w.Block($"for (int outX = 0; outX < {to[2]}; outX++)"))
        {
            IndexExpression pixel = ((((batch * from[1]) + $"{kernel.Identifier}Rows[outY]") * from[2]) + $"{kernel.Identifier}Columns[outX]") * from[3];
            w.Line($"input.Slice({pixel}, {from[3]}).CopyTo(output.Slice(outputIndex));");
            w.Line($"outputIndex += {from[3]};");
        }
    }
}

/// <summary>Prints bilinear resizing: rows and columns between which a pixel lies, with their weights, stand in tables.</summary>
internal sealed class ResizeBilinearEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "bilinear", w);
        w.Documentation("remarks", "Weights are in 1/1024 along each axis, so that the sum of four weighted codes is in 1/2^20.");
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        ResizeBilinear resize = (ResizeBilinear)kernel.Node;
        EquatableArray<int> from = kernel.Inputs[0].Shape;
        EquatableArray<int> to = kernel.Output.Shape;
        w.Line("int outputIndex = 0;");
        using (w.Loop("batch", to[0], out IndexExpression batch))
        using (w.Block($"for (int outY = 0; outY < {to[1]}; outY++)"))
        {
            w.Line($"ReadOnlySpan<int> row = {kernel.Identifier}Rows.Slice(4 * outY, 4);");
            using (w.Block($"for (int outX = 0; outX < {to[2]}; outX++)"))
            {
                w.Line($"ReadOnlySpan<int> column = {kernel.Identifier}Columns.Slice(4 * outX, 4);");
                foreach ((string name, int y, int x) in (ReadOnlySpan<(string, int, int)>)[("topLeft", 0, 0), ("topRight", 0, 1), ("bottomLeft", 1, 0), ("bottomRight", 1, 1)])
                {
                    IndexExpression pixel = ((((batch * from[1]) + Invariant($"row[{y}]")) * from[2]) + Invariant($"column[{x}]")) * from[3];
                    w.Line($"int {name} = {pixel};");
                }

                using (w.Loop("channel", from[3], out IndexExpression channel))
                {
                    w.Line($"long sum = ({Term("topLeft", 2, 2, channel)})");
                    w.Line($"    + ({Term("topRight", 2, 3, channel)})");
                    w.Line($"    + ({Term("bottomLeft", 3, 2, channel)})");
                    w.Line($"    + ({Term("bottomRight", 3, 3, channel)});");
                    w.Line(resize.Kind == RequantizationKind.TfliteSingle
                        ? "output[outputIndex++] = (sbyte)((sum + (1 << 19)) >> 20);"
                        : "output[outputIndex++] = (sbyte)((sum > 0 ? sum + (1 << 19) : sum - (1 << 19)) / (1 << 20));");
                }
            }
        }
    }

    private static string Term(string pixel, int row, int column, IndexExpression channel) =>
        Invariant($"(long)input[{pixel + channel}] * row[{row}] * column[{column}]");
}
