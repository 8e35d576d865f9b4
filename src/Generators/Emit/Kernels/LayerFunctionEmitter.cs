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
        TensorInfo breaks = kernel.Inputs[3];
        int channels = kernel.Inputs[1].ElementCount;
        int count = breaks.Shape[1];
        bool isPerChannel = breaks.Shape[0] > 1;
        foreach (string name in (ReadOnlySpan<string>)["Factors", "Offsets", "Breaks"])
        {
            w.Line($"ReadOnlySpan<float> {name.ToLowerInvariant()} = MemoryMarshal.Cast<int, float>({kernel.Identifier}{name});");
        }

        w.Line($"ReadOnlySpan<sbyte> codes = {kernel.Identifier}Codes;");
        using (w.Block($"for (int position = 0; position < {kernel.Output.ElementCount}; position += {channels})"))
        using (w.Block($"for (int channel = 0; channel < {channels}; channel++)"))
        {
            string own = isPerChannel ? Invariant($"breaks.Slice(channel * {count}, {count})") : "breaks";
            w.Line($"int step = RealArithmetic.StepOf({own}, input[position + channel], factors[channel], offsets[channel]);");
            w.Line($"output[position + channel] = codes[{(isPerChannel ? Invariant($"(channel * {count + 1}) + ") : "")}step];");
        }
    }
}
