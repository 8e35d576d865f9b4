using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation.Stages;

/// <summary>Stages that follow each other as one runner: what passes between them stays in small buffers, batch after batch.</summary>
internal sealed class StageChain : IModelRunner
{
    private readonly Link[] _links;
    private readonly int[] _inputs;
    private readonly int[] _outputs;

    /// <summary>Tensors that no caller sees, of a batch.</summary>
    private readonly Dictionary<int, Memory<byte>> _inner = [];

    /// <param name="stages">The stages, each with a runner of its own, in execution order.</param>
    /// <param name="outputs">Results of the stages that are wanted, by index; each stage's others are for those after it.</param>
    public StageChain(IReadOnlyList<(NetworkStage Stage, IModelRunner Runner)> stages, IReadOnlyList<int> outputs)
    {
        _links = [.. stages.Select(entry => new Link(
            entry.Runner,
            [.. entry.Stage.Inputs.Zip(entry.Runner.Inputs, (tensor, description) => new LinkTensor(tensor, description, description.ByteCount))],
            [.. entry.Stage.Outputs.Zip(entry.Runner.Outputs, (tensor, description) => new LinkTensor(tensor, description, description.ByteCount))]))];
        _inputs = [.. InputsOf(stages.Select(entry => entry.Stage))];
        _outputs = [.. outputs];
        BatchSize = _links.Max(link => link.Runner.BatchSize);
        Dictionary<int, TensorDescription> described = [];
        foreach (Link link in _links)
        {
            foreach (LinkTensor tensor in link.Inputs.Concat(link.Outputs))
            {
                described.TryAdd(tensor.Index, tensor.Description);
            }

            foreach (LinkTensor tensor in link.Outputs.Where(tensor => !_outputs.Contains(tensor.Index)))
            {
                _inner.Add(tensor.Index, new byte[BatchSize * tensor.Bytes]);
            }
        }

        Inputs = [.. _inputs.Select(tensor => described[tensor])];
        Outputs = [.. _outputs.Select(tensor => described[tensor])];
    }

    public IReadOnlyList<TensorDescription> Inputs { get; }

    public IReadOnlyList<TensorDescription> Outputs { get; }

    public int BatchSize { get; }

    public bool HasState => _links.Any(link => link.Runner.HasState);

    /// <summary>What stages read of what others before them computed: the inputs of a chain of them.</summary>
    public static IEnumerable<int> InputsOf(IEnumerable<NetworkStage> stages)
    {
        HashSet<int> seen = [];
        foreach (NetworkStage stage in stages)
        {
            foreach (int tensor in stage.Inputs.Where(seen.Add))
            {
                yield return tensor;
            }

            seen.UnionWith(stage.Outputs);
        }
    }

    public void Reset() => Array.ForEach(_links, link => link.Runner.Reset());

    public void Run(int samples, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyList<Memory<byte>> outputs, ITensorObserver? observer = null)
    {
        foreach (Link link in _links)
        {
            for (int first = 0; first < samples; first += link.Runner.BatchSize)
            {
                int count = Math.Min(link.Runner.BatchSize, samples - first);
                ReadOnlyMemory<byte>[] from = new ReadOnlyMemory<byte>[link.Inputs.Length];
                for (int i = 0; i < from.Length; i++)
                {
                    LinkTensor tensor = link.Inputs[i];
                    int input = Array.IndexOf(_inputs, tensor.Index);
                    from[i] = (input >= 0 ? inputs[input] : Computed(tensor.Index)).Slice(first * tensor.Bytes, count * tensor.Bytes);
                }

                Memory<byte>[] to = new Memory<byte>[link.Outputs.Length];
                for (int i = 0; i < to.Length; i++)
                {
                    LinkTensor tensor = link.Outputs[i];
                    to[i] = Computed(tensor.Index).Slice(first * tensor.Bytes, count * tensor.Bytes);
                }

                link.Runner.Run(count, from, to, first == 0 ? observer : null);
            }
        }

        Memory<byte> Computed(int tensor) => _inner.TryGetValue(tensor, out Memory<byte> buffer) ? buffer : outputs[Array.IndexOf(_outputs, tensor)];
    }

    private sealed record Link(IModelRunner Runner, LinkTensor[] Inputs, LinkTensor[] Outputs);

    /// <summary>What a stage reads or computes. Its bytes are kept, since a description counts them anew each time.</summary>
    private sealed record LinkTensor(int Index, TensorDescription Description, int Bytes);
}
