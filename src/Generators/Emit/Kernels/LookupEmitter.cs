using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a function of one code as a look into its table.</summary>
internal sealed class LookupEmitter : KernelEmitter
{
    public override void Emit(KernelStep step, SourceWriter w)
    {
        Lookup lookup = (Lookup)step.Node;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(lookup.Name)}: {lookup.Function} of each code, {step.Inputs[0].Signature}.");
        w.Documentation("remarks", "The table has an entry for each code, -128 first.");
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
        using (w.Block($"for (int i = 0; i < {step.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = {step.Identifier}Values[input[i] + 128];");
        }
    }
}
