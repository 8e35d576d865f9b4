using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints an operation on two tensors: one loop for equal shapes, a loop per axis for broadcast ones; sixteen codes at once where that many lie side by side.</summary>
/// <remarks>Variables of vector code: <c>a</c>, <c>b</c> and <c>result</c>, where operands and output begin; <c>aCode</c>, the one code of a row.</remarks>
internal abstract class ElementwiseEmitter : KernelEmitter<OperationKernel>
{
    protected sealed override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo first = kernel.Inputs[0];
        TensorInfo second = kernel.Inputs[1];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(kernel.Node.Name)}: {kernel.Node.Op}, {first.Signature} and {second.Signature} to {kernel.Output.Signature}.");
        w.Documentation(
            "remarks",
            Remark(kernel),
            Invariant($"Zero points {first.ZeroPoint} and {second.ZeroPoint}; output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected sealed override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo first = kernel.Inputs[0];
        TensorInfo second = kernel.Inputs[1];
        if (first.IsConstant || second.IsConstant)
        {
            w.Line($"ReadOnlySpan<sbyte> {(first.IsConstant ? "first" : "second")} = {kernel.Identifier}Values;");
        }

        if (kernel.Vectors is ElementwiseForm form)
        {
            EmitVectors(kernel, form, w);
        }
        else if (first.Shape == second.Shape)
        {
            using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
            {
                EmitElement(kernel, "first[i]", "second[i]", "output[i]", w);
            }
        }
        else
        {
            w.Line("int outputIndex = 0;");
            EmitAxis(kernel, [], w);
        }
    }

    /// <summary>What the operation does, as a sentence.</summary>
    protected abstract string Remark(OperationKernel kernel);

    /// <summary>Prints the statements for one element; its operands and its place are C# expressions, each to be used once.</summary>
    protected abstract void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w);

    /// <summary>Declares the constants of vector code.</summary>
    protected virtual void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
    }

    /// <summary>Prints the statements for sixteen elements.</summary>
    /// <returns>Their codes.</returns>
    protected abstract string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w);

    /// <summary>A code less the zero point.</summary>
    protected static string Centred(string code, TensorInfo tensor) =>
        tensor.ZeroPoint == 0 ? code : $"({(IndexExpression)code - tensor.ZeroPoint})";

    /// <summary>Prints the loops over spans of codes, with vectors along the innermost axis.</summary>
    private void EmitVectors(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
        w.Line("ref sbyte a = ref MemoryMarshal.GetReference(first);");
        w.Line("ref sbyte b = ref MemoryMarshal.GetReference(second);");
        w.Line("ref sbyte result = ref MemoryMarshal.GetReference(output);");
        EmitConstants(kernel, form, w);
        IndexExpression first = 0, second = 0, row = 0;
        using ScopeStack scopes = new();
        foreach (ElementwiseAxis axis in form.Spans.Axes.Take(form.Spans.Axes.Count - 1))
        {
            scopes.Push(w.Loop(Invariant($"i{scopes.Count}"), axis.Extent, out IndexExpression index));
            first += index * axis.FirstStride;
            second += index * axis.SecondStride;
            row = (row * axis.Extent) + index;
        }

        ElementwiseAxis inner = form.Spans.Inner;
        string? firstCode = EmitBroadcast("a", first, inner.FirstStride, w);
        string? secondCode = EmitBroadcast("b", second, inner.SecondStride, w);
        BlockLoop.Emit("i", inner.Extent, VectorForm.Codes, "row", "codes", w, i =>
        {
            string codes = EmitSixteen(
                kernel, form, new VectorOperand("a", first + i, firstCode, kernel.Inputs[0]), new VectorOperand("b", second + i, secondCode, kernel.Inputs[1]), w);
            w.Line($"{codes}.StoreUnsafe(ref result, (nuint)({(row * inner.Extent) + i}));");
        });
    }

    /// <summary>Declares the code of an operand that stands still along the innermost axis.</summary>
    /// <returns>The variable; null where there is none.</returns>
    private static string? EmitBroadcast(string reference, IndexExpression index, int stride, SourceWriter w)
    {
        if (stride != 0)
        {
            return null;
        }

        w.Line($"sbyte {reference}Code = Unsafe.Add(ref {reference}, {index});");
        return reference + "Code";
    }

    /// <summary>Prints the loops over the axes of the output that <paramref name="indices"/> has not got yet.</summary>
    private void EmitAxis(OperationKernel kernel, IndexExpression[] indices, SourceWriter w)
    {
        EquatableArray<int> shape = kernel.Output.Shape;
        int axis = indices.Length;
        if (axis == shape.Count)
        {
            EmitElement(
                kernel, $"first[{BroadcastIndex(kernel.Inputs[0], indices)}]", $"second[{BroadcastIndex(kernel.Inputs[1], indices)}]", "output[outputIndex++]", w);
            return;
        }

        using (w.Loop(Invariant($"i{axis}"), shape[axis], out IndexExpression index))
        {
            EmitAxis(kernel, [.. indices, index], w);
        }
    }

    /// <summary>Index of an operand from those of the output's axes; an axis of extent 1 stands still.</summary>
    private static string BroadcastIndex(TensorInfo tensor, IndexExpression[] indices)
    {
        IndexExpression position = 0;
        for (int axis = 0; axis < tensor.Shape.Count; axis++)
        {
            IndexExpression index = tensor.Shape[axis] == 1 ? 0 : indices[indices.Length - tensor.Shape.Count + axis];
            position = (position * tensor.Shape[axis]) + index;
        }

        return position.ToString();
    }
}

/// <summary>Prints a sum or difference of two tensors.</summary>
internal sealed class ScaledSumEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) =>
        $"Both operands are rescaled to a common scale with 20 fraction bits, {(kernel.Node is Sub ? "subtracted" : "added")}, and requantized.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        ScaledSum sum = (ScaledSum)kernel.Node;
        w.Line($"int a = {Rescale(first, kernel.Inputs[0], sum.Kind, sum.FirstMultiplier)};");
        w.Line($"int b = {Rescale(second, kernel.Inputs[1], sum.Kind, sum.SecondMultiplier)};");
        w.Line($"{output} = {Requantize(sum.Sign > 0 ? "a + b" : "a - b", new Rescale(sum.Kind, sum.OutputMultiplier), kernel.Output, sum.Clamp)};");
    }

    protected override void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
        if (form.Paired is PairedSum paired)
        {
            PairedSumText.EmitConstants(paired, w);
            return;
        }

        ScaledSum sum = (ScaledSum)kernel.Node;
        RequantizerText.EmitConstants(form.Requantizers[0], new Rescale(sum.Kind, sum.FirstMultiplier), "First", w);
        RequantizerText.EmitConstants(form.Requantizers[1], new Rescale(sum.Kind, sum.SecondMultiplier), "Second", w);
        RequantizerText.EmitConstants(form.Requantizers[2], new Rescale(sum.Kind, sum.OutputMultiplier), "", w);
    }

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w)
    {
        ScaledSum sum = (ScaledSum)kernel.Node;
        if (form.Paired is PairedSum paired)
        {
            return PairedSumText.EmitSixteen(paired, first, second, ZeroPointAndClamp(kernel.Output, sum.Clamp), w);
        }

        for (int half = 0; half < 2; half++)
        {
            string a = RequantizerText.Scaled(form.Requantizers[0], first.Centred(half), "First");
            string b = RequantizerText.Scaled(form.Requantizers[1], second.Centred(half), "Second");
            w.Line($"Vector256<int> sum{half} = {a} {(sum.Sign > 0 ? "+" : "-")} {b};");
        }

        return RequantizerText.Codes(form.Requantizers[2], sum.Kind, ("sum0", ""), ("sum1", ""), ZeroPointAndClamp(kernel.Output, sum.Clamp));
    }

    private static string Rescale(string code, TensorInfo tensor, RequantizationKind kind, QuantizedMultiplier multiplier) =>
        Multiply(kind, Invariant($"{Centred(code, tensor)} << {ScaledSum.LeftShift}"), multiplier);
}

/// <summary>Prints a product of two tensors.</summary>
internal sealed class MulEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "The exact product of the codes less their zero points, requantized.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        Mul mul = (Mul)kernel.Node;
        string product = $"{Centred(first, kernel.Inputs[0])} * {Centred(second, kernel.Inputs[1])}";
        w.Line($"{output} = {Requantize(product, mul.Rescale, kernel.Output, mul.Clamp)};");
    }

    protected override void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
        Mul mul = (Mul)kernel.Node;
        RequantizerText.EmitConstants(form.Requantizers[0], mul.Rescale, "", w);
    }

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w)
    {
        Mul mul = (Mul)kernel.Node;
        w.Line($"Vector256<int> product0 = {first.Centred(0)} * {second.Centred(0)};");
        w.Line($"Vector256<int> product1 = {first.Centred(1)} * {second.Centred(1)};");
        return RequantizerText.Codes(form.Requantizers[0], mul.Rescale.Kind, ("product0", ""), ("product1", ""), ZeroPointAndClamp(kernel.Output, mul.Clamp));
    }
}

/// <summary>Prints the greater or the lesser of two codes.</summary>
internal sealed class ExtremumEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "Raw codes; nothing is rescaled.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w) =>
        w.Line($"{output} = Math.{Function(kernel)}({first}, {second});");

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w) =>
        $"Vector128.{Function(kernel)}({first.Codes}, {second.Codes})";

    private static string Function(OperationKernel kernel) => kernel.Node is Maximum ? "Max" : "Min";
}

/// <summary>Prints a rectifier whose factor for negative numbers is a tensor.</summary>
internal sealed class PreluEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "Negative numbers are multiplied by the second operand.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        Prelu prelu = (Prelu)kernel.Node;
        w.Line($"int u = {(IndexExpression)first - kernel.Inputs[0].ZeroPoint};");
        w.Line($"{output} = u >= 0");
        w.Line($"    ? {Requantize("u", new Rescale(prelu.Kind, prelu.Positive), kernel.Output, ClampRange.Full)}");
        w.Line($"    : {Requantize($"u * {Centred(second, kernel.Inputs[1])}", new Rescale(prelu.Kind, prelu.Negative), kernel.Output, ClampRange.Full)};");
    }

    protected override void EmitConstants(OperationKernel kernel, ElementwiseForm form, SourceWriter w)
    {
        Prelu prelu = (Prelu)kernel.Node;
        RequantizerText.EmitConstants(form.Requantizers[0], new Rescale(prelu.Kind, prelu.Positive), "Positive", w);
        RequantizerText.EmitConstants(form.Requantizers[1], new Rescale(prelu.Kind, prelu.Negative), "Negative", w);
    }

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w)
    {
        for (int half = 0; half < 2; half++)
        {
            w.Line($"Vector256<int> u{half} = {first.Centred(half)};");
            string positive = RequantizerText.Scaled(form.Requantizers[0], Invariant($"u{half}"), "Positive");
            string negative = RequantizerText.Scaled(form.Requantizers[1], Invariant($"u{half} * {second.Centred(half)}"), "Negative");
            w.Line($"Vector256<int> scaled{half} = Vector256.ConditionalSelect(Vector256.LessThan(u{half}, Vector256<int>.Zero), {negative}, {positive});");
        }

        return $"VectorRequantize.Codes(scaled0, scaled1, {ZeroPointAndClamp(kernel.Output, ClampRange.Full)})";
    }
}
