using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A stretch of the arena, in bytes, while something lives in it.</summary>
/// <param name="Tensor">The tensor that it holds; for scratch memory the position of the kernel.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="First">Position of the kernel that writes it; 0 for an input that is copied.</param>
/// <param name="Last">Position of the last kernel that reads it; the number of kernels for an output.</param>
public sealed record BufferSlot(int Tensor, int Offset, int Length, int First, int Last);

/// <summary>Where in one array each computed tensor lives; tensors that are never alive together share.</summary>
/// <param name="ArenaElements">Length of the array.</param>
/// <param name="Tensors">A slot for each computed tensor that is no alias of another.</param>
/// <param name="Scratch">The slots of each kernel that needs some, in its order.</param>
public sealed record BufferPlan(int ArenaElements, EquatableArray<BufferSlot> Tensors, EquatableArray<BufferSlot> Scratch)
{
    /// <summary>The longest array of bytes in .NET, less what puts its beginning at a line of the cache.</summary>
    private const int MaxElements = 0x7fff_ffc7 - Alignment;

    /// <summary>Of scratch memory that vectors are loaded from: a line of the cache.</summary>
    private const int Alignment = 64;

    public BufferSlot Tensor(int tensor) => Tensors.First(slot => slot.Tensor == tensor);

    /// <summary>The buffers of a graph.</summary>
    /// <param name="graph">Inputs, outputs and aliases.</param>
    /// <param name="kernels">In execution order.</param>
    /// <param name="copiesInputs">Whether every input of codes and every state is copied, not only those whose codes have to be turned around.</param>
    /// <param name="batchSize">Samples of each tensor.</param>
    internal static BufferPlan Of(QuantizedGraph graph, IReadOnlyList<Kernel> kernels, bool copiesInputs, int batchSize) => Of(
        kernels,
        graph.Inputs.Select(graph.Tensor).Where(input => input.IsUnsigned || (copiesInputs && input.Type == ElementType.Int8))
            .Concat(copiesInputs ? graph.States.Select(state => graph.Tensor(state.Current)) : []),
        graph.Results.ToArray(),
        graph.Nodes.OfType<Reshape>().ToDictionary(node => node.Output, node => node.Input),
        batchSize);

    /// <summary>Places buffers in the order of their first use, each at the lowest offset that is free while it lives.</summary>
    /// <param name="kernels">In execution order.</param>
    /// <param name="inputs">Inputs of the model that are copied before the first kernel.</param>
    /// <param name="outputs">Tensors that stay alive to the end.</param>
    /// <param name="aliases">Tensors that are another one under another shape, with the one they are.</param>
    /// <param name="batchSize">Samples of each tensor; scratch memory is what kernels say.</param>
    /// <exception cref="DiagnosticException">What is alive together does not fit into one array.</exception>
    internal static BufferPlan Of(
        IReadOnlyList<Kernel> kernels,
        IEnumerable<TensorInfo> inputs,
        IReadOnlyCollection<int> outputs,
        IReadOnlyDictionary<int, int> aliases,
        int batchSize = 1)
    {
        Dictionary<int, int> lastUse = [];
        for (int position = 0; position < kernels.Count; position++)
        {
            foreach (TensorInfo input in kernels[position].Inputs)
            {
                lastUse[Root(input.Index, aliases)] = position;
            }
        }

        foreach (int output in outputs)
        {
            lastUse[Root(output, aliases)] = kernels.Count;
        }

        List<Lifetime> placed = [];
        List<BufferSlot> tensors = [];
        List<BufferSlot> scratch = [];
        foreach (TensorInfo input in inputs)
        {
            int end = lastUse.TryGetValue(input.Index, out int last) ? last : 0;
            AddTensor(input, 0, end);
        }

        for (int position = 0; position < kernels.Count; position++)
        {
            TensorInfo output = kernels[position].Output;
            if (HasBuffer(output, outputs) && !aliases.ContainsKey(output.Index))
            {
                int end = lastUse.TryGetValue(output.Index, out int last) ? last : position;
                AddTensor(output, position, end);
            }

            foreach (ScratchBuffer buffer in kernels[position].Scratch)
            {
                long length = (long)buffer.Length * buffer.Type.Size();
                int alignment = buffer.Type == StorageType.Int8 ? 1 : Alignment;
                scratch.Add(new BufferSlot(position, Place(placed, position, position, length, alignment), (int)length, position, position));
            }
        }

        int arena = placed.Count == 0 ? 0 : placed.Max(lifetime => lifetime.Offset + lifetime.Length);
        return new BufferPlan(arena, tensors.ToEquatableArray(), scratch.ToEquatableArray());

        void AddTensor(TensorInfo tensor, int first, int last)
        {
            long length = (long)batchSize * tensor.ElementCount * tensor.Type.Size();
            int alignment = tensor.Type == ElementType.Int8 ? 1 : Alignment;
            tensors.Add(new BufferSlot(tensor.Index, Place(placed, first, last, length, alignment), (int)length, first, last));
        }
    }

    /// <summary>Whether a computed tensor lives in the array: numbers of an output that are no codes live in the caller's memory.</summary>
    internal static bool HasBuffer(TensorInfo tensor, IEnumerable<int> outputs) =>
        tensor.Type == ElementType.Int8 || (tensor.Type == ElementType.Int32 && !outputs.Contains(tensor.Index));

    private static int Root(int tensor, IReadOnlyDictionary<int, int> aliases)
    {
        while (aliases.TryGetValue(tensor, out int original))
        {
            tensor = original;
        }

        return tensor;
    }

    private static int Place(List<Lifetime> placed, int first, int last, long length, int alignment = 1)
    {
        long offset = 0;
        foreach (Lifetime other in placed.Where(other => other.First <= last && other.Last >= first).OrderBy(other => other.Offset))
        {
            if (other.Offset >= offset + length)
            {
                break;
            }

            long end = Math.Max(offset, (long)other.Offset + other.Length);
            offset = (end + alignment - 1) / alignment * alignment;
        }

        if (offset + length > MaxElements)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.GraphInvalid, null, Invariant($"{offset + length} activations are alive together, more than an array holds")));
        }

        placed.Add(new Lifetime(first, last, (int)offset, (int)length));
        return (int)offset;
    }

    private readonly record struct Lifetime(int First, int Last, int Offset, int Length);
}
