using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a function of one code as a look into its table.</summary>
internal sealed class LookupEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        Lookup lookup = (Lookup)kernel.Node;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(lookup.Name)}: {lookup.Function} of each code, {kernel.Inputs[0].Signature}.");
        w.Documentation("remarks", $"{(kernel.Inputs[1].Shape.Count > 1 ? "Each channel has a table" : "The table has an entry")} for each code, -128 first.");
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        if (kernel.Vectors is MapForm form)
        {
            w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
            w.Line("ref sbyte result = ref MemoryMarshal.GetReference(output);");
            w.Line($"ReadOnlySpan<sbyte> values = {kernel.Identifier}Values;");
            w.Line("ref sbyte table = ref MemoryMarshal.GetReference(values);");
            BlockLoop.Emit("i", kernel.Output.ElementCount, form.Block, "tensor", "codes", w, i =>
                w.Line($"VectorMath.Lookup(Vector256.LoadUnsafe(ref source, (nuint)({i})), ref table).StoreUnsafe(ref result, (nuint)({i}));"));
            return;
        }

        if (kernel.Inputs[1].Shape.Count > 1)
        {
            int channels = kernel.Inputs[1].Shape[0];
            using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i += {channels})"))
            using (w.Block($"for (int channel = 0; channel < {channels}; channel++)"))
            {
                w.Line($"output[i + channel] = {kernel.Identifier}Values[(channel * {Lookup.Entries}) + input[i + channel] + 128];");
            }

            return;
        }

        using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = {kernel.Identifier}Values[input[i] + 128];");
        }
    }
}
