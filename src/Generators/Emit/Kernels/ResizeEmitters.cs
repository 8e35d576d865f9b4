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
internal sealed class ResizeBilinearEmitter() : FourPixelEmitter(entries: 4)
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        int bits = ((BilinearNode)kernel.Node).FractionBits;
        EmitSummary(kernel, "bilinear", w);
        w.Documentation("remarks", Invariant($"Weights are in 1/{1 << bits} along each axis, so that the sum of four weighted codes is in 1/2^{2 * bits}."));
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        if (kernel.Vectors is not null)
        {
            w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
            w.Line("ref sbyte target = ref MemoryMarshal.GetReference(output);");
        }

        base.EmitBody(kernel, w);
    }

    protected override void EmitChannels(OperationKernel kernel, int channels, SourceWriter w)
    {
        BilinearNode resize = (BilinearNode)kernel.Node;
        if (kernel.Vectors is not null)
        {
            EmitVectors(resize, channels, w);
        }
        else
        {
            EmitScalars(resize, channels, w);
        }
    }

    /// <summary>Prints the channels of a pixel, one after the other.</summary>
    private static void EmitScalars(BilinearNode resize, int channels, SourceWriter w)
    {
        using (w.Loop("channel", channels, out IndexExpression channel))
        {
            w.Line($"long sum = ({Term("topLeft", 2, 2, channel)})");
            w.Line($"    + ({Term("topRight", 2, 3, channel)})");
            w.Line($"    + ({Term("bottomLeft", 3, 2, channel)})");
            w.Line($"    + ({Term("bottomRight", 3, 3, channel)});");
            int bits = 2 * resize.FractionBits;
            w.Line(resize.RoundsHalfUp
                ? $"output[outputIndex++] = (sbyte)((sum + (1 << {bits - 1})) >> {bits});"
                : $"output[outputIndex++] = (sbyte)((sum > 0 ? sum + (1 << {bits - 1}) : sum - (1 << {bits - 1})) / (1 << {bits}));");
        }
    }

    /// <summary>Prints the channels of a pixel, sixteen at once, as halves of interleaved pairs.</summary>
    private static void EmitVectors(BilinearNode resize, int channels, SourceWriter w)
    {
        w.Comment($"Weights of two columns beside each other in int16; a sum stays below 2^31.");
        w.Line("Vector256<short> weights = Vector256.Create((column[2] & 0xffff) | (column[3] << 16)).AsInt16();");
        BlockLoop.Emit("channel", channels, VectorForm.Codes, "channels", "codes", w, channel =>
        {
            foreach ((string name, _, _) in RowByRow)
            {
                w.Line($"Vector256<short> {name}Codes = VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)({name + channel})));");
            }

            foreach (string half in (ReadOnlySpan<string>)["Lower", "Upper"])
            {
                w.Line($"Vector256<int> sum{half} = (VectorMath.MultiplyAddPairs(VectorMath.Interleave{half}(topLeftCodes, topRightCodes), weights) * row[2])");
                w.Line($"    + (VectorMath.MultiplyAddPairs(VectorMath.Interleave{half}(bottomLeftCodes, bottomRightCodes), weights) * row[3]);");
            }

            int bits = 2 * resize.FractionBits;
            string Code(string half) => resize.RoundsHalfUp
                ? Invariant($"(sum{half} + Vector256.Create({1 << (bits - 1)})) >> {bits}")
                : Invariant($"VectorRequantize.ShiftHalfAway(sum{half}, {bits})");
            w.Line($"VectorRequantize.CodesOfHalves({Code("Lower")}, {Code("Upper")}, zeroPoint: 0).StoreUnsafe(ref target, (nuint)({"outputIndex" + channel}));");
        });
        w.Line($"outputIndex += {channels};");
    }

    private static string Term(string pixel, int row, int column, IndexExpression channel) =>
        Invariant($"(long)input[{pixel + channel}] * row[{row}] * column[{column}]");
}

/// <summary>Prints bilinear resizing in float32: as <see cref="ResizeBilinearEmitter"/>, with real weights.</summary>
internal sealed class ResizeBilinearRealEmitter() : FourPixelEmitter(entries: 3)
{
    /// <summary>Column by column, as they are added.</summary>
    protected override (string Name, int Row, int Column)[] Pixels => [RowByRow[0], RowByRow[2], RowByRow[1], RowByRow[3]];

    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "bilinear in float32", w);
        w.Documentation("remarks", "On codes as the model has them, uint8, in the order of the model's runtime.");
    }

    protected override void EmitWeights(string axis, SourceWriter w) =>
        w.Line($"float {(axis == "row" ? "bottom" : "right")} = BitConverter.Int32BitsToSingle({axis}[2]);");

    protected override void EmitChannels(OperationKernel kernel, int channels, SourceWriter w)
    {
        using (w.Loop("channel", channels, out IndexExpression channel))
        {
            w.Line($"float sum = ({Pixel("topLeft", channel)} * (1 - bottom) * (1 - right))");
            w.Line($"    + ({Pixel("bottomLeft", channel)} * bottom * (1 - right))");
            w.Line($"    + ({Pixel("topRight", channel)} * (1 - bottom) * right)");
            w.Line($"    + ({Pixel("bottomRight", channel)} * bottom * right);");
            w.Line($"output[outputIndex++] = (sbyte)((int)(sum + 0.5f) - {TensorInfo.UnsignedOffset});");
        }
    }

    private static string Pixel(string pixel, IndexExpression channel) => Invariant($"(input[{pixel + channel}] + {TensorInfo.UnsignedOffset})");
}
