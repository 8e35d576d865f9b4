using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the strided copies of an operation that moves codes: loops around stretches of memory where there are any.</summary>
internal sealed class CopyEmitter : KernelEmitter<OperationKernel>
{
    /// <summary>Codes of a row with which it pays to fill what lies between rows alone, and not the whole output first.</summary>
    private const int LongRow = 32;

    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        CopyNode node = (CopyNode)kernel.Node;
        EmitSummary(kernel, (node as INamedFunction)?.Function ?? node.Op, w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        CopyNode node = (CopyNode)kernel.Node;
        EquatableArray<StridedCopy> copies = node.Copies(kernel.Inputs, kernel.Output);
        if (node.Fill is int border && copies[0].EndsInRow && copies[0].Axes[copies[0].Axes.Count - 1].Extent >= LongRow)
        {
            EmitBordered(kernel.InputNames[0], copies[0], border, w);
            return;
        }

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
        using ScopeStack scopes = new();
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
        BlockLoop.Emit("column", along.Extent, form.Columns, "row", "codes", w, column =>
        {
            if (form.IsImage)
            {
                w.Line($"CodeBlock.InterleaveThree(ref Unsafe.Add(ref source, {from + column}), {rows.SourceStride}, ref Unsafe.Add(ref target, {to + (column * along.TargetStride)}));");
                return;
            }

            BlockLoop.Emit(
                "row", rows.Extent, form.Rows, "rows", "those", w, row =>
                w.Line($"CodeBlock.Transpose{form.Rows}x{form.Columns}(ref Unsafe.Add(ref source, {from + column + (row * rows.SourceStride)}), {rows.SourceStride}, ref Unsafe.Add(ref target, {to + (column * along.TargetStride) + row}), {along.TargetStride});"),
                next: "nextRow");
        });
    }

    /// <summary>Prints the copy of rows, which ascend in the output, and fills what lies before, between and after them.</summary>
    private static void EmitBordered(string source, StridedCopy copy, int code, SourceWriter w)
    {
        int length = copy.Axes[copy.Axes.Count - 1].Extent;
        w.Line("int next = 0;");
        EmitLoops(copy, w, (from, to) =>
        {
            w.Line($"int start = {to};");
            w.Line($"output.Slice(next, start - next).Fill({code});");
            w.Line($"{source}.Slice({from}, {length}).CopyTo(output.Slice(start));");
            w.Line($"next = start + {length};");
        });
        w.Line($"output.Slice(next).Fill({code});");
    }

    private static void EmitCopy(string source, StridedCopy copy, SourceWriter w) => EmitLoops(copy, w, (from, to) => w.Line(copy.EndsInRow
        ? $"{source}.Slice({from}, {copy.Axes[copy.Axes.Count - 1].Extent}).CopyTo(output.Slice({to}));"
        : $"output[{to}] = {source}[{from}];"));

    /// <summary>Prints the loops over rows, or over codes where there are none.</summary>
    /// <param name="copy">What is copied.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitBody">Prints what is inside; it is given the places in source and output.</param>
    private static void EmitLoops(StridedCopy copy, SourceWriter w, Action<IndexExpression, IndexExpression> emitBody)
    {
        int loops = copy.Axes.Count - (copy.EndsInRow ? 1 : 0);
        using ScopeStack scopes = new();
        IndexExpression from = copy.SourceOffset;
        IndexExpression to = copy.TargetOffset;
        for (int axis = 0; axis < loops; axis++)
        {
            scopes.Push(w.Loop(Invariant($"i{axis}"), copy.Axes[axis].Extent, out IndexExpression index));
            from += index * copy.Axes[axis].SourceStride;
            to += index * copy.Axes[axis].TargetStride;
        }

        emitBody(from, to);
    }
}
