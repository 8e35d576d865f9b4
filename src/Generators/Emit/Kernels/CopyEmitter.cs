using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the strided copies of an operation that moves codes: loops around stretches of memory where there are any.</summary>
internal sealed class CopyEmitter : KernelEmitter
{
    public override void EmitParameters(KernelStep step, ExecutionPlan plan, ParameterWriter parameters)
    {
        for (int part = 0; part < step.Inputs.Count; part++)
        {
            if (step.Inputs[part].IsConstant)
            {
                parameters.Int8(ConstantName(step, part), Invariant($"Part {part} of {step.Identifier}"), plan.Parameters[step.Inputs[part].Index].Data);
            }
        }
    }

    public override void Emit(KernelStep step, SourceWriter w)
    {
        CopyNode node = (CopyNode)step.Node;
        EmitSummary(step, (node as INamedFunction)?.Function ?? node.Op, w);
        EquatableArray<StridedCopy> copies = node.Copies(step.Inputs, step.Output);
        IEnumerable<string> parameters = Enumerable.Range(0, step.Inputs.Count)
            .Where(part => !step.Inputs[part].IsConstant)
            .Select(part => $"ReadOnlySpan<sbyte> {InputName(step, part)}");
        using (w.Block($"private static void {step.Identifier}({string.Join(", ", parameters)}, Span<sbyte> output)"))
        {
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

                string source = step.Inputs[part].IsConstant ? $"{ConstantName(step, part)}.AsSpan()" : InputName(step, part);
                EmitCopy(source, copies[part], w);
            }
        }
    }

    private static string InputName(KernelStep step, int part) => step.Inputs.Count == 1 ? "input" : Invariant($"input{part}");

    /// <summary>With an underscore before it, which no other name has but for numbers after it.</summary>
    private static string ConstantName(KernelStep step, int part) => Invariant($"{step.Identifier}_Part{part}");

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
