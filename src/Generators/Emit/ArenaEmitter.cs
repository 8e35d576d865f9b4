using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit;

/// <summary>Declares the array that holds activations, and says what lives where in it, from step to step.</summary>
internal static class ArenaEmitter
{
    public static void Emit(ExecutionPlan plan, SourceWriter w)
    {
        w.Comment($"Activations. What is never alive together shares bytes, by the steps from writing to the last reading:");
        IEnumerable<(BufferSlot Slot, string Name)> slots = plan.Buffers.Tensors.Select(slot => (slot, TensorInfo.KeyOf(slot.Tensor)))
            .Concat(plan.Buffers.Scratch.Select(slot => (slot, "scratch memory")));
        foreach ((BufferSlot slot, string name) in slots.OrderBy(each => each.Slot.First).ThenBy(each => each.Slot.Offset))
        {
            string steps = slot.Last == slot.First ? Step(plan, slot.First)
                : slot.Last == plan.Kernels.Count ? $"{Step(plan, slot.First)} to the end"
                : $"{Step(plan, slot.First)} to {Step(plan, slot.Last)}";
            w.Comment($"{slot.Offset} to {slot.Offset + slot.Length - 1}: {name}, {steps}");
        }

        w.Line($"private readonly Arena _arena = new(length: {plan.Buffers.ArenaElements});");
    }

    /// <summary>Inputs that are outputs, too, live behind the last step.</summary>
    private static string Step(ExecutionPlan plan, int position) =>
        position == plan.Kernels.Count ? "the end" : SourceWriter.EscapeComment(plan.Kernels[position].Node.Name);
}
