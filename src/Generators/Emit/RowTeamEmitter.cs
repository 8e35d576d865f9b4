using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit;

/// <summary>Prints what a class needs whose layers are divided into bands of rows: the threads, and which band each part of a step is.</summary>
internal static class RowTeamEmitter
{
    public static void Emit(ExecutionPlan plan, SourceWriter w)
    {
        if (plan.Kernels.OfType<BandedKernel>().FirstOrDefault() is not BandedKernel first)
        {
            return;
        }

        int parts = first.Bands.Count;
        w.Comment($"Rows of large layers are computed in {parts} bands at the same time.");
        w.Line("private readonly RowTeam _team;");
        w.Line();
        w.Documentation("summary", "Makes a runner with its own activations, and with helpers from the thread pool.");
        w.Line($"public {plan.ClassName}() => _team = new RowTeam({parts}, Run_Rows);");
        w.Line();
        w.Documentation("summary", "Computes a band of rows of the layer that is a step.");
        using (w.Block($"private void Run_Rows(int step, int part)"))
        using (w.Block($"switch ((step * {parts}) + part)"))
        {
            for (int position = 0; position < plan.Kernels.Count; position++)
            {
                if (plan.Kernels[position] is BandedKernel kernel)
                {
                    EmitCases(plan, kernel, position, w);
                }
            }
        }

        w.Line();
    }

    private static void EmitCases(ExecutionPlan plan, BandedKernel kernel, int position, SourceWriter w)
    {
        BufferSlot input = plan.Buffers.Tensor(Root(plan.Graph, kernel.Whole.Layer.Input.Index));
        BufferSlot output = plan.Buffers.Tensor(kernel.Output.Index);
        Queue<BufferSlot> scratch = new(plan.Buffers.Scratch.Where(slot => slot.Tensor == position));
        for (int part = 0; part < kernel.Bands.Count; part++)
        {
            RowBand band = kernel.Bands[part];
            string[] arguments =
            [
                Rows(input, band.Kernel.Layer.Input, band.FirstInputRow), Rows(output, band.Kernel.Output, band.FirstRow),
                .. band.Kernel.Scratch.Select(buffer => RunEmitter.ScratchArgument(buffer, scratch.Dequeue())),
            ];
            w.Line($"case {(position * kernel.Bands.Count) + part}:");
            w.Line($"    {band.Kernel.Identifier}({string.Join(", ", arguments)});");
            w.Line("    break;");
        }
    }

    /// <summary>The rows of a band in the arena.</summary>
    private static string Rows(BufferSlot whole, TensorInfo band, int firstRow)
    {
        int row = band.Shape[2] * band.Shape[3];
        return Invariant($"_arena.AsSpan({whole.Offset + (firstRow * row)}, {band.Shape[1] * row})");
    }

    /// <summary>The tensor whose memory another one is under another shape.</summary>
    private static int Root(QuantizedGraph graph, int tensor)
    {
        while (graph.Nodes.OfType<Reshape>().FirstOrDefault(reshape => reshape.Output == tensor) is Reshape reshape)
        {
            tensor = reshape.Input;
        }

        return tensor;
    }
}
