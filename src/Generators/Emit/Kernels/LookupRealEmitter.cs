using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a real function of one code as a look into its table.</summary>
internal sealed class LookupRealEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        LookupReal lookup = (LookupReal)kernel.Node;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(lookup.Name)}: {lookup.Function} of each code in float32, {kernel.Inputs[0].Signature}.");
        w.Documentation("remarks", $"{(kernel.Inputs[1].Shape[0] > 1 ? "Each channel has a table" : "The table has an entry")} for each code, -128 first.");
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo input = kernel.Inputs[0];
        int channels = kernel.Inputs[1].Shape[0];
        w.Line($"ReadOnlySpan<float> values = MemoryMarshal.Cast<int, float>({kernel.Identifier}Values);");
        if (channels == 1)
        {
            using (w.Block($"for (int i = 0; i < {input.ElementCount}; i++)"))
            {
                w.Line("output[i] = values[input[i] + 128];");
            }

            return;
        }

        int axis = ((LookupReal)kernel.Node).Axis;
        int inner = input.Shape.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        using (w.Loop("row", input.ElementCount / channels / inner, out IndexExpression row))
        using (w.Loop("channel", channels, out IndexExpression channel))
        using (w.Loop("position", inner, out IndexExpression position))
        {
            IndexExpression index = (((row * channels) + channel) * inner) + position;
            w.Line($"output[{index}] = values[{(channel * Lookup.Entries) + 128} + input[{index}]];");
        }
    }
}
