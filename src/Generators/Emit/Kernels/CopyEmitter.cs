using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the strided copies of an operation that moves codes: loops around stretches of memory where there are any.</summary>
internal sealed class CopyEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        CopyNode node = (CopyNode)kernel.Node;
        EmitSummary(kernel, (node as INamedFunction)?.Function ?? node.Op, w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        CopyNode node = (CopyNode)kernel.Node;
        EquatableArray<StridedCopy> copies = node.Copies(kernel.Inputs, kernel.Output);
        if (node.Fill is int code)
        {
            w.Line($"output.Fill({code});");
        }

        for (int part = 0; part < copies.Count; part++)
        {
            if (part > 0)
            {
                w.Line();
            }

            string source = kernel.Inputs[part].IsConstant ? $"{kernel.Member(OperationKernel.PartSuffix(part))}.AsSpan()" : kernel.InputNames[part];
            if (kernel.Vectors is TransposeForm form)
            {
                EmitTranspose(source, copies[part], form, w);
            }
            else
            {
                EmitCopy(source, copies[part], w);
            }
        }
    }

    private static void EmitTranspose(string input, StridedCopy copy, TransposeForm form, SourceWriter w)
    {
        w.Line($"ref sbyte source = ref MemoryMarshal.GetReference({input});");
        w.Line("ref sbyte target = ref MemoryMarshal.GetReference(output);");
        int last = copy.Axes.Count - 1;
        Stack<SourceWriter.Scope> scopes = new();
        IndexExpression from = copy.SourceOffset;
        IndexExpression to = copy.TargetOffset;
        for (int axis = 0; axis < last; axis++)
        {
            if (axis != form.Along)
            {
                scopes.Push(w.Loop(Invariant($"i{axis}"), copy.Axes[axis].Extent, out IndexExpression index));
                from += index * copy.Axes[axis].SourceStride;
                to += index * copy.Axes[axis].TargetStride;
            }
        }

        CopyAxis rows = copy.Axes[last];
        CopyAxis along = copy.Axes[form.Along];
        BlockLoop.Emit("column", along.Extent, VectorForm.Codes, "row", "codes", w, column =>
        {
            if (rows.Extent < TransposeForm.Rows)
            {
                w.Line($"CodeBlock.InterleaveThree(ref Unsafe.Add(ref source, {from + column}), {rows.SourceStride}, ref Unsafe.Add(ref target, {to + (column * along.TargetStride)}));");
                return;
            }

            BlockLoop.Emit(
                "row", rows.Extent, TransposeForm.Rows, "rows", "those", w, row =>
                w.Line($"CodeBlock.Transpose(ref Unsafe.Add(ref source, {from + column + (row * rows.SourceStride)}), {rows.SourceStride}, ref Unsafe.Add(ref target, {to + (column * along.TargetStride) + row}), {along.TargetStride});"),
                next: "nextRow");
        });
        while (scopes.Count > 0)
        {
            scopes.Pop().Dispose();
        }
    }

    private static void EmitCopy(string source, StridedCopy copy, SourceWriter w)
    {
        int loops = copy.Axes.Count - (copy.EndsInRow ? 1 : 0);
        Stack<SourceWriter.Scope> scopes = new();
        IndexExpression from = copy.SourceOffset;
        IndexExpression to = copy.TargetOffset;
        for (int axis = 0; axis < loops; axis++)
        {
            scopes.Push(w.Loop(Invariant($"i{axis}"), copy.Axes[axis].Extent, out IndexExpression index));
            from += index * copy.Axes[axis].SourceStride;
            to += index * copy.Axes[axis].TargetStride;
        }

        w.Line(copy.EndsInRow
            ? $"{source}.Slice({from}, {copy.Axes[loops].Extent}).CopyTo(output.Slice({to}));"
            : $"output[{to}] = {source}[{from}];");
        while (scopes.Count > 0)
        {
            scopes.Pop().Dispose();
        }
    }
}
