using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the search for the greatest or the least code along an axis.</summary>
internal sealed class ArgMaxEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        ArgMax node = (ArgMax)kernel.Node;
        EmitSummary(kernel, Invariant($"index of the {(node.IsLeast ? "least" : "greatest")} code along axis {node.Axis}, the {(node.TakesLast ? "last" : "first")} of equal ones"), w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        ArgMax node = (ArgMax)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        int extent = input.Shape[node.Axis];
        int inner = input.Shape.Skip(node.Axis + 1).Aggregate(1, (product, length) => product * length);
        w.Line("int outputIndex = 0;");
        using (w.Loop("outer", input.ElementCount / (extent * inner), out IndexExpression outer))
        using (w.Loop("column", inner, out IndexExpression column))
        {
            IndexExpression first = (outer * (extent * inner)) + column;
            w.Line("int best = 0;");
            w.Line($"int bestCode = input[{first}];");
            IndexExpression next = first + ((IndexExpression)"at" * inner);
            using (w.Block($"for (int at = 1; at < {extent}; at++)"))
            {
                w.Line($"int code = input[{next}];");
                using (w.Block($"if (code {(node.IsLeast ? "<" : ">")}{(node.TakesLast ? "=" : "")} bestCode)"))
                {
                    w.Line("best = at;");
                    w.Line("bestCode = code;");
                }
            }

            w.Line();
            w.Line("output[outputIndex++] = best;");
        }
    }
}
