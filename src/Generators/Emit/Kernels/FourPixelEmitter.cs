using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints resizing by the four pixels around each one: their rows and columns stand in tables, with weights.</summary>
/// <param name="entries">Numbers of a row or column in its table: both positions, then weights.</param>
internal abstract class FourPixelEmitter(int entries) : KernelEmitter<OperationKernel>
{
    /// <summary>Name, row and column of each pixel, row by row.</summary>
    protected static readonly (string Name, int Row, int Column)[] RowByRow =
        [("topLeft", 0, 0), ("topRight", 0, 1), ("bottomLeft", 1, 0), ("bottomRight", 1, 1)];

    /// <summary>The pixels in the order in which they are read.</summary>
    protected virtual (string Name, int Row, int Column)[] Pixels => RowByRow;

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        EquatableArray<int> from = kernel.Inputs[0].Shape;
        EquatableArray<int> to = kernel.Output.Shape;
        w.Line("int outputIndex = 0;");
        using (w.Loop("batch", to[0], out IndexExpression batch))
        using (w.Block($"for (int outY = 0; outY < {to[1]}; outY++)"))
        {
            w.Line($"ReadOnlySpan<int> row = {kernel.Identifier}Rows.Slice({entries} * outY, {entries});");
            EmitWeights("row", w);
            using (w.Block($"for (int outX = 0; outX < {to[2]}; outX++)"))
            {
                w.Line($"ReadOnlySpan<int> column = {kernel.Identifier}Columns.Slice({entries} * outX, {entries});");
                EmitWeights("column", w);
                foreach ((string name, int y, int x) in Pixels)
                {
                    IndexExpression pixel = ((((batch * from[1]) + Invariant($"row[{y}]")) * from[2]) + Invariant($"column[{x}]")) * from[3];
                    w.Line($"int {name} = {pixel};");
                    EmitPixelWeight(name, y, x, w);
                }

                EmitChannels(kernel, from[3], w);
            }
        }
    }

    /// <summary>Prints the weights of a row or a column as variables, where they are read more than once.</summary>
    /// <param name="axis">Name of the entries: row or column.</param>
    /// <param name="w">The writer.</param>
    protected virtual void EmitWeights(string axis, SourceWriter w)
    {
    }

    /// <summary>Prints the weight of a pixel as a variable, where it is read more than once.</summary>
    protected virtual void EmitPixelWeight(string name, int row, int column, SourceWriter w)
    {
    }

    /// <summary>Prints the channels of a pixel of the output, from <c>outputIndex</c> on, which moves behind them.</summary>
    protected abstract void EmitChannels(OperationKernel kernel, int channels, SourceWriter w);
}
