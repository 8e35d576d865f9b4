using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit;

/// <summary>Prints the methods that run the kernels in order: typed ones, and that of the interface.</summary>
internal static class RunEmitter
{
    public static void Emit(ExecutionPlan plan, SourceWriter w)
    {
        EmitRuns(plan, w);
        w.Line();
        EmitBoundaryRun(plan, w);
    }

    /// <summary>The typed entries: one span per input and output, in the model's order; for one sample and, where kernels gain by it, for several.</summary>
    private static void EmitRuns(ExecutionPlan plan, SourceWriter w)
    {
        if (plan.BatchSize > 1)
        {
            using (EmitSignature(plan, samples: null, w))
            {
                string tensors = string.Join(", ", Enumerable.Range(0, plan.Graph.Inputs.Count).Select(i => Invariant($"input{i}"))
                    .Concat(Enumerable.Range(0, plan.Graph.Outputs.Count).Select(i => Invariant($"output{i}"))));
                w.Line($"Run(samples: 1, {tensors}, observer);");
            }

            w.Line();
        }

        EmitRun(plan, w);
    }

    private static SourceWriter.Scope EmitSignature(ExecutionPlan plan, int? samples, SourceWriter w)
    {
        QuantizedGraph graph = plan.Graph;
        List<string> parameters = [];
        w.Documentation("summary", samples is null ? "Runs the model once." : "Runs the model on samples, whose tensors follow each other: the same outputs as of single runs, in less time.");
        if (samples is not null)
        {
            w.Line($"/// <param name=\"samples\">1 to {samples}.</param>");
            parameters.Add("int samples");
        }

        for (int i = 0; i < graph.Inputs.Count; i++)
        {
            w.Line($"/// <param name=\"input{i}\">{DescribeTensor(graph.Tensor(graph.Inputs[i]))}{(samples is null ? "" : ", of each sample")}.</param>");
            parameters.Add(Invariant($"ReadOnlySpan<{BoundaryType(graph.Tensor(graph.Inputs[i]))}> input{i}"));
        }

        for (int i = 0; i < graph.Outputs.Count; i++)
        {
            w.Line($"/// <param name=\"output{i}\">{DescribeTensor(graph.Tensor(graph.Outputs[i]))}{(samples is null ? "" : ", of each sample")}; overwritten.</param>");
            parameters.Add(Invariant($"Span<{BoundaryType(graph.Tensor(graph.Outputs[i]))}> output{i}"));
        }

        w.Line($"/// <param name=\"observer\">Sees every tensor{(samples is null ? "" : " of the first sample")} once it is complete.</param>");
        parameters.Add("ITensorObserver? observer = null");
        return w.Block($"public void Run({string.Join(", ", parameters)})");
    }

    private static void EmitRun(ExecutionPlan plan, SourceWriter w)
    {
        QuantizedGraph graph = plan.Graph;
        using (EmitSignature(plan, plan.BatchSize > 1 ? plan.BatchSize : null, w))
        {
            if (plan.BatchSize > 1)
            {
                w.Line("ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);");
                w.Line($"ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, {plan.BatchSize});");
            }

            for (int i = 0; i < graph.Inputs.Count; i++)
            {
                TensorInfo tensor = graph.Tensor(graph.Inputs[i]);
                if (tensor.IsUnsigned)
                {
                    w.Comment($"uint8 outside, int8 inside: code ^ 0x80.");
                    EmitBuffer(plan, tensor, w);
                    w.Line($"UnsignedCodes.ToSigned(input{i}.Slice(0, {LengthOf(plan, tensor)}), {tensor.Key});");
                }
                else if (plan.Buffers.Tensors.Any(slot => slot.Tensor == tensor.Index))
                {
                    w.Comment($"Where all threads find it.");
                    EmitBuffer(plan, tensor, w);
                    w.Line($"input{i}.Slice(0, {LengthOf(plan, tensor)}).CopyTo({tensor.Key});");
                }
                else
                {
                    w.Line($"ReadOnlySpan<{BoundaryType(tensor)}> {tensor.Key} = input{i}.Slice(0, {LengthOf(plan, tensor)});");
                }

                EmitObservation(plan, tensor, w);
            }

            foreach ((_, TensorInfo tensor, int offset) in plan.States)
            {
                StateEmitter.EmitCurrent(plan, tensor, offset, w);
                EmitObservation(plan, tensor, w);
            }

            for (int position = 0; position < plan.Kernels.Count; position++)
            {
                w.Line();
                EmitCall(plan, position, w);
            }

            w.Line();
            for (int i = 0; i < graph.Outputs.Count; i++)
            {
                TensorInfo tensor = graph.Tensor(graph.Outputs[i]);
                if (tensor.IsUnsigned)
                {
                    w.Line($"UnsignedCodes.FromSigned({tensor.Key}, output{i});");
                }
                else if (tensor.Type == Graph.ElementType.Int8 || graph.Inputs.Contains(tensor.Index))
                {
                    w.Line($"{tensor.Key}.CopyTo(output{i});");
                }
            }

            StateEmitter.EmitNext(plan, w);
        }
    }

    private static void EmitCall(ExecutionPlan plan, int position, SourceWriter w)
    {
        Kernel kernel = plan.Kernels[position];
        foreach (GraphNode node in kernel.Covers)
        {
            w.Comment($"{SourceWriter.EscapeComment(node.Name)}: {node.Op}");
        }

        if (kernel.Node is Reshape reshape)
        {
            w.Line($"ReadOnlySpan<sbyte> {kernel.Output.Key} = {TensorInfo.KeyOf(reshape.Input)};");
        }
        else if (kernel is BandedKernel)
        {
            EmitBuffer(plan, kernel.Output, w);
            w.Line($"_team.Run({position});");
        }
        else
        {
            EmitBuffer(plan, kernel.Output, w);
            bool isRepeated = plan.BatchSize > 1 && !kernel.TakesBatch;
            IEnumerable<string> tensors = kernel.Parameters.Select(parameter => parameter.Tensor).OfType<TensorInfo>()
                .Select(tensor => isRepeated ? Invariant($"{tensor.Key}.Slice(sample * {tensor.ElementCount}, {tensor.ElementCount})") : tensor.Key);
            IEnumerable<string> scratch = kernel.Scratch.Zip(plan.Buffers.Scratch.Where(slot => slot.Tensor == position), ScratchArgument);
            IEnumerable<string> arguments = [.. kernel.TakesBatch ? ["samples"] : Array.Empty<string>(), .. tensors, .. scratch];
            using (isRepeated ? w.Block($"for (int sample = 0; sample < samples; sample++)") : default)
            {
                w.Line($"{kernel.Identifier}({string.Join(", ", arguments)});");
            }

            if (isRepeated)
            {
                w.Line();
            }
        }

        EmitObservation(plan, kernel.Output, w);
    }

    /// <summary>Shows the observer a tensor, of the first sample where there may be several, once it is known to have the codes that a reduced network holds for.</summary>
    private static void EmitObservation(ExecutionPlan plan, TensorInfo tensor, SourceWriter w)
    {
        if (plan.HeldCodes.Any(box => box.Tensor == tensor.Index))
        {
            w.Line($"HeldCodes.Require({tensor.Key}, {tensor.Key}_Lower, {tensor.Key}_Upper, {SourceWriter.Literal(tensor.Name)});");
        }

        w.Line($"observer?.Observe({tensor.Index}, {tensor.Key}{(plan.BatchSize == 1 ? "" : Invariant($".Slice(0, {tensor.ElementCount})"))});");
    }

    /// <summary>Elements of a tensor of all samples of a run, a C# expression.</summary>
    private static string LengthOf(ExecutionPlan plan, TensorInfo tensor) =>
        Invariant($"{(plan.BatchSize == 1 ? "" : "samples * ")}{tensor.ElementCount}");

    public static string ScratchArgument(ScratchBuffer buffer, BufferSlot slot)
    {
        string bytes = Invariant($"_arena.AsSpan({slot.Offset}, {slot.Length})");
        return buffer.Type == StorageType.Int8 ? bytes : $"MemoryMarshal.Cast<sbyte, {buffer.Type.CSharpName()}>({bytes})";
    }

    /// <summary>Declares a computed tensor: a stretch of the arena, or the caller's own memory for what is not codes.</summary>
    private static void EmitBuffer(ExecutionPlan plan, TensorInfo tensor, SourceWriter w)
    {
        if (BufferPlan.HasBuffer(tensor, plan.Graph.Outputs))
        {
            BufferSlot slot = plan.Buffers.Tensor(tensor.Index);
            string size = tensor.Type == Graph.ElementType.Int8 ? "" : Invariant($" * {tensor.Type.Size()}");
            string bytes = Invariant($"_arena.AsSpan({slot.Offset}, {LengthOf(plan, tensor)}{size})");
            w.Line($"Span<{Kernel.TypeOf(tensor)}> {tensor.Key} = {(size.Length == 0 ? bytes : $"MemoryMarshal.Cast<sbyte, {Kernel.TypeOf(tensor)}>({bytes})")};");
        }
        else
        {
            int position = Array.IndexOf(plan.Graph.Outputs.ToArray(), tensor.Index);
            w.Line($"Span<{Kernel.TypeOf(tensor)}> {tensor.Key} = output{position}.Slice(0, {LengthOf(plan, tensor)});");
        }
    }

    /// <summary>C# type of a tensor's elements at the boundary of the model.</summary>
    private static string BoundaryType(TensorInfo tensor) => tensor.IsUnsigned ? "byte" : Kernel.TypeOf(tensor);

    /// <summary>The untyped entry of the interface, for callers that know no model.</summary>
    private static void EmitBoundaryRun(ExecutionPlan plan, SourceWriter w)
    {
        w.Line($"int IModelRunner.BatchSize => {plan.BatchSize};");
        w.Line();
        w.Line("void IModelRunner.Run(int samples, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyList<Memory<byte>> outputs, ITensorObserver? observer)");
        w.Line("{");
        if (plan.BatchSize == 1)
        {
            w.Line("    ArgumentOutOfRangeException.ThrowIfNotEqual(samples, 1);");
        }

        w.Line("    Run(");
        if (plan.BatchSize > 1)
        {
            w.Line("        samples,");
        }

        for (int i = 0; i < plan.Graph.Inputs.Count; i++)
        {
            w.Line($"        {FromBytes(plan.Graph.Tensor(plan.Graph.Inputs[i]), Invariant($"inputs[{i}].Span"))},");
        }

        for (int i = 0; i < plan.Graph.Outputs.Count; i++)
        {
            w.Line($"        {FromBytes(plan.Graph.Tensor(plan.Graph.Outputs[i]), Invariant($"outputs[{i}].Span"))},");
        }

        w.Line("        observer);");
        w.Line("}");
    }

    private static string FromBytes(TensorInfo tensor, string bytes) =>
        tensor.IsUnsigned ? bytes : $"MemoryMarshal.Cast<byte, {BoundaryType(tensor)}>({bytes})";

    private static string DescribeTensor(TensorInfo tensor)
    {
        string type = $"{SourceWriter.EscapeDocumentation(tensor.Name)}: {tensor.ModelType.Name()} {tensor.Shape}";
        return tensor.Quantization is null ? type : Invariant($"{type}, scale {tensor.Quantization.ScaleText}, zero point {tensor.ModelZeroPoint}");
    }
}
