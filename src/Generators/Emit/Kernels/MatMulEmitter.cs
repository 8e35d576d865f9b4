using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints products of two tensors as loops over rows of both; where products are exact, over copies of them in int16.</summary>
internal sealed class MatMulEmitter : KernelEmitter<MatMulKernel>
{
    protected override void EmitDocumentation(MatMulKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "products of matrices, the second one transposed", w);
        w.Documentation(
            "remarks",
            $"Multiplier: {kernel.Operators.Multiplier.Description}. Adder: {kernel.Operators.Adder.Description}.",
            $"Strategy {kernel.Strategy}: {kernel.Reason}.",
            kernel.Layer.Requantization.Kind == RequantizationKind.Accumulator
                ? Invariant($"Zero points {kernel.Inputs[0].ZeroPoint} and {kernel.WeightZeroPoint}; the output is the accumulators.")
                : Invariant($"Zero points {kernel.Inputs[0].ZeroPoint} and {kernel.WeightZeroPoint}; output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected override void EmitBody(MatMulKernel kernel, SourceWriter w)
    {
        MatMulGeometry geometry = kernel.Layer.Geometry;
        EmitOperand(kernel, 0, MatMulKernel.InputSuffix, w);
        EmitOperand(kernel, 1, MatMulKernel.WeightsSuffix, w);
        if (!kernel.IsExact && kernel.Operators.Multiplier.Preparation is string preparation)
        {
            w.Line(preparation);
        }

        using (w.Loop("batch", geometry.Batches, out IndexExpression batch))
        {
            IndexExpression inputMatrix = Matrix(kernel, geometry.InputMatrices, "InputMatrices", batch);
            IndexExpression weightMatrix = Matrix(kernel, geometry.WeightMatrices, "WeightMatrices", batch);
            IndexExpression outputMatrix = batch * geometry.Rows;
            if (kernel.IsExact)
            {
                EmitVectors(kernel, inputMatrix, weightMatrix, outputMatrix, w);
            }
            else
            {
                EmitLoops(kernel, inputMatrix, weightMatrix, outputMatrix, w);
            }
        }
    }

    private static void EmitVectors(MatMulKernel kernel, IndexExpression inputMatrix, IndexExpression weightMatrix, IndexExpression outputMatrix, SourceWriter w)
    {
        MatMulGeometry geometry = kernel.Layer.Geometry;
        w.Comment($"Codes less their zero points: with exact circuits nothing is left to correct.");
        w.Line($"MatrixRows.Widen(input.Slice({inputMatrix * (geometry.Rows * geometry.Taps)}, {geometry.Rows * geometry.Taps}), {geometry.Taps}, zeroPoint: {kernel.Inputs[0].ZeroPoint}, wideInput);");
        w.Line($"MatrixRows.Widen(weights.Slice({weightMatrix * (geometry.OutChannels * geometry.Taps)}, {geometry.OutChannels * geometry.Taps}), {geometry.Taps}, zeroPoint: {kernel.WeightZeroPoint}, wideWeights);");
        using (w.Loop("row", geometry.Rows, out IndexExpression row))
        using (w.Loop("outChannel", geometry.OutChannels, out IndexExpression outChannel))
        {
            EmitBound(kernel, w);
            w.Line($"int acc = {Bias(kernel, outChannel)}MatrixRows.Dot(wideInput.Slice({row * kernel.Stride}, {kernel.Stride}), wideWeights.Slice({outChannel * kernel.Stride}, {kernel.Stride}));");
            EmitResult(kernel, outChannel, ((outputMatrix + row) * geometry.OutChannels) + outChannel, w);
        }
    }

    private static void EmitLoops(MatMulKernel kernel, IndexExpression inputMatrix, IndexExpression weightMatrix, IndexExpression outputMatrix, SourceWriter w)
    {
        MatMulGeometry geometry = kernel.Layer.Geometry;
        using (w.Loop("outChannel", geometry.OutChannels, out IndexExpression outChannel))
        {
            w.Line($"ReadOnlySpan<sbyte> weightRow = weights.Slice({(weightMatrix * (geometry.OutChannels * geometry.Taps)) + (outChannel * geometry.Taps)}, {geometry.Taps});");
            EmitStart(kernel, outChannel, w);
            using (w.Loop("row", geometry.Rows, out IndexExpression row))
            {
                w.Line($"ReadOnlySpan<sbyte> inputRow = input.Slice({(inputMatrix * (geometry.Rows * geometry.Taps)) + (row * geometry.Taps)}, {geometry.Taps});");
                EmitElement(kernel, w);
                EmitResult(kernel, outChannel, ((outputMatrix + row) * geometry.OutChannels) + outChannel, w);
            }
        }
    }

    /// <summary>An operand that is a constant has the name of the parameter that it would be.</summary>
    private static void EmitOperand(MatMulKernel kernel, int operand, string suffix, SourceWriter w)
    {
        if (kernel.Inputs[operand].IsConstant)
        {
            w.Line($"ReadOnlySpan<sbyte> {kernel.InputNames[operand]} = {kernel.Member(suffix)};");
        }
    }

    /// <summary>The matrix of an operand that one of the output is made of.</summary>
    private static IndexExpression Matrix(MatMulKernel kernel, EquatableArray<int> matrices, string suffix, IndexExpression batch) =>
        MatMulKernel.IsIdentity(matrices) ? batch
        : MatMulKernel.NeedsTable(matrices) ? $"{kernel.Member(suffix)}[{batch}]"
        : 0;

    /// <summary>What accumulators of a row of the weights begin with: the bias and the shares of both zero points.</summary>
    private static void EmitStart(MatMulKernel kernel, IndexExpression outChannel, SourceWriter w)
    {
        int zeroPoints = unchecked(kernel.Layer.Taps * kernel.CorrectedZeroPoint * kernel.WeightZeroPoint);
        w.Line($"int start = {Bias(kernel, outChannel)}{zeroPoints};");
        if (kernel.CorrectedZeroPoint != 0)
        {
            using (w.Loop("inChannel", kernel.Layer.Taps, out IndexExpression inChannel))
            {
                w.Line($"start -= {kernel.CorrectedZeroPoint} * weightRow[{inChannel}];");
            }

            w.Line();
        }
    }

    /// <summary>The bias of a channel as the first term of a sum; nothing where there is none.</summary>
    private static string Bias(MatMulKernel kernel, IndexExpression outChannel) => kernel.Layer.Bias < 0 ? "" : $"{kernel.Member("Bias")}[{outChannel}] + ";

    /// <summary>The comment that says why the accumulator cannot overflow, or that it may.</summary>
    private static void EmitBound(MatMulKernel kernel, SourceWriter w)
    {
        if (Interval.Int32.Contains(kernel.Bound))
        {
            w.Comment($"|acc| <= {kernel.Bound.MaxMagnitude:N0}, {kernel.Bound.Bits} bits, after any product of any codes: no overflow is possible.");
        }
        else
        {
            w.Comment($"Some codes could take acc out of int32, where it wraps modulo 2^32.");
        }
    }

    private static void EmitElement(MatMulKernel kernel, SourceWriter w)
    {
        bool hasWeightZeroPoint = kernel.WeightZeroPoint != 0;
        EmitBound(kernel, w);
        w.Line("int acc = start;");
        if (hasWeightZeroPoint)
        {
            w.Line("int activationSum = 0;");
        }

        using (w.Loop("inChannel", kernel.Layer.Taps, out IndexExpression inChannel))
        {
            string activation = $"inputRow[{inChannel}]";
            w.Line(kernel.Operators.Adder.AddStatement("acc", kernel.Operators.Multiplier.ProductExpression(activation, $"weightRow[{inChannel}]")));
            if (hasWeightZeroPoint)
            {
                w.Line($"activationSum += {CentredMultiplier.Activation(activation, kernel.Centre)};");
            }
        }

        w.Line();
        if (hasWeightZeroPoint)
        {
            w.Comment($"The zero point of the weights: exactly, after the last addition of a product.");
            w.Line($"acc -= {kernel.WeightZeroPoint} * activationSum;");
        }
    }

    private static void EmitResult(MatMulKernel kernel, IndexExpression outChannel, IndexExpression output, SourceWriter w)
    {
        w.Line("#if QMAC_CHECKED");
        w.Line($"AccumulatorBounds?.Verify({kernel.NodeIndex}, {outChannel}, acc);");
        w.Line("#endif");
        ChannelRequantization requantization = kernel.Layer.Requantization;
        string result = requantization.Kind == RequantizationKind.Accumulator
            ? "acc"
            : Requantize("acc", requantization.For(0), kernel.Output, requantization.Clamp);
        w.Line($"output[{output}] = {result};");
    }
}
