using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A stretch of the arena.</summary>
public sealed record BufferSlot(int Tensor, int Offset, int Length);

/// <summary>Where in one array each computed tensor lives; tensors that are never alive together share.</summary>
/// <param name="ArenaElements">Length of the array.</param>
/// <param name="Tensors">A slot for each computed tensor that is no alias of another.</param>
/// <param name="Scratch">A slot for each step that needs one, by the step's position.</param>
public sealed record BufferPlan(int ArenaElements, EquatableArray<BufferSlot> Tensors, EquatableArray<BufferSlot> Scratch)
{
    /// <summary>The longest array of bytes in .NET.</summary>
    private const int MaxElements = 0x7fff_ffc7;

    public BufferSlot Tensor(int tensor) => Tensors.First(slot => slot.Tensor == tensor);

    /// <summary>Places buffers in the order of their first use, each at the lowest offset that is free while it lives.</summary>
    /// <param name="steps">In execution order.</param>
    /// <param name="inputs">Inputs of the model that are copied before the first step.</param>
    /// <param name="outputs">Tensors that stay alive to the end.</param>
    /// <param name="aliases">Tensors that are another one under another shape, with the one they are.</param>
    /// <exception cref="DiagnosticException">What is alive together does not fit into one array.</exception>
    internal static BufferPlan Of(
        IReadOnlyList<KernelStep> steps,
        IEnumerable<TensorInfo> inputs,
        IReadOnlyCollection<int> outputs,
        IReadOnlyDictionary<int, int> aliases)
    {
        Dictionary<int, int> lastUse = [];
        for (int step = 0; step < steps.Count; step++)
        {
            foreach (TensorInfo input in steps[step].Inputs)
            {
                lastUse[Root(input.Index, aliases)] = step;
            }
        }

        foreach (int output in outputs)
        {
            lastUse[Root(output, aliases)] = steps.Count;
        }

        List<Lifetime> placed = [];
        List<BufferSlot> tensors = [];
        List<BufferSlot> scratch = [];
        foreach (TensorInfo input in inputs)
        {
            int end = lastUse.TryGetValue(input.Index, out int last) ? last : 0;
            tensors.Add(new BufferSlot(input.Index, Place(placed, 0, end, input.ElementCount), input.ElementCount));
        }

        for (int step = 0; step < steps.Count; step++)
        {
            TensorInfo output = steps[step].Output;
            if (output.Type == ElementType.Int8 && !aliases.ContainsKey(output.Index))
            {
                int end = lastUse.TryGetValue(output.Index, out int last) ? last : step;
                tensors.Add(new BufferSlot(output.Index, Place(placed, step, end, output.ElementCount), output.ElementCount));
            }

            if (steps[step] is MacStep { ScratchElements: > 0 } mac)
            {
                scratch.Add(new BufferSlot(step, Place(placed, step, step, mac.ScratchElements), mac.ScratchElements));
            }
        }

        int arena = placed.Count == 0 ? 0 : placed.Max(lifetime => lifetime.Offset + lifetime.Length);
        return new BufferPlan(arena, tensors.ToEquatableArray(), scratch.ToEquatableArray());
    }

    private static int Root(int tensor, IReadOnlyDictionary<int, int> aliases)
    {
        while (aliases.TryGetValue(tensor, out int original))
        {
            tensor = original;
        }

        return tensor;
    }

    private static int Place(List<Lifetime> placed, int first, int last, int length)
    {
        long offset = 0;
        foreach (Lifetime other in placed.Where(other => other.First <= last && other.Last >= first).OrderBy(other => other.Offset))
        {
            if (other.Offset >= offset + length)
            {
                break;
            }

            offset = Math.Max(offset, (long)other.Offset + other.Length);
        }

        if (offset + length > MaxElements)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.GraphInvalid, null, Invariant($"{offset + length} activations are alive together, more than an array holds")));
        }

        placed.Add(new Lifetime(first, last, (int)offset, length));
        return (int)offset;
    }

    private readonly record struct Lifetime(int First, int Last, int Offset, int Length);
}
