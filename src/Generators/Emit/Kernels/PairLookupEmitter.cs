using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a function of two codes as a look into its table.</summary>
internal sealed class PairLookupEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) =>
        $"{((PairLookup)kernel.Node).Function} of each pair of codes: the table has a row for each code of the first operand, -128 first.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w) =>
        w.Line($"{output} = {kernel.Identifier}Table[(({first} + 128) * {PairLookup.Entries}) + {second} + 128];");

    protected override string EmitSixteen(OperationKernel kernel, ElementwiseForm form, VectorOperand first, VectorOperand second, SourceWriter w) =>
        throw new InvalidOperationException("pairs of codes are looked up one by one");
}
