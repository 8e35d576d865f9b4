using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a function of a layer's real result as a search among the breaks of its steps.</summary>
internal sealed class LayerFunctionEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        LayerFunction node = (LayerFunction)kernel.Node;
        TensorInfo breaks = kernel.Inputs[3];
        w.Documentation("summary", Invariant(
            $"{SourceWriter.EscapeDocumentation(node.Name)}: {node.Function} of each accumulator, {kernel.Inputs[0].Signature} to {kernel.Output.Signature}."));
        w.Documentation(
            "remarks",
            $"The code of r = acc * factor + offset in float32, by {breaks.Shape[1]} breaks {(breaks.Shape[0] == 1 ? "of all channels" : "of each channel")}.",
            Invariant($"Output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        foreach (string name in (ReadOnlySpan<string>)["Factors", "Offsets", "Breaks"])
        {
            w.Line($"ReadOnlySpan<float> {name.ToLowerInvariant()} = MemoryMarshal.Cast<int, float>({kernel.Identifier}{name});");
        }

        w.Line($"LayerSteps.{(kernel.Inputs[3].Shape[0] > 1 ? "OfChannels" : "Run")}(input, factors, offsets, breaks, {kernel.Identifier}Codes, output);");
    }
}
