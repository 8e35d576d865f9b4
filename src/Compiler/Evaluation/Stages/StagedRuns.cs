using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Build;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation.Stages;

/// <summary>One network on the same samples with many assignments of circuits, whose outputs are those of single runs.</summary>
/// <remarks>
/// The network is computed stage by stage (<see cref="NetworkStage"/>). Assignments are taken in an order in which those that begin
/// alike follow each other, and what the stages before the first different one computed is kept: each beginning is computed
/// once. A stage is compiled once for each choice of its circuits, however many assignments have it. What only the next stage
/// reads passes from it to that in small buffers (<see cref="StageChain"/>).
/// </remarks>
internal sealed class StagedRuns
{
    private readonly Network _network;
    private readonly SampleBatch _samples;
    private readonly int _threads;
    private readonly IReadOnlyList<NetworkStage> _stages;
    private readonly StageRunners _runners;
    private readonly IReadOnlyList<(int First, int Count)> _parts;

    /// <param name="network">The network.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="threads">Threads at most; null is one for each processor.</param>
    /// <param name="cache">Earlier builds; null compiles.</param>
    /// <param name="bytes">Of results of stages to keep at most: with more, samples are computed part by part.</param>
    /// <exception cref="Runtime.InputException">The network was reduced, and does not hold for a sample.</exception>
    public StagedRuns(Network network, SampleBatch samples, int? threads, BuildCache? cache, long bytes = 512L << 20)
    {
        PackageRegion.Require(samples, network.Graph);
        _network = network;
        _samples = samples;
        _threads = threads ?? Environment.ProcessorCount;
        _stages = NetworkStage.Of(network);
        _runners = new StageRunners(_stages, cache);
        long bytesOfSample = _stages.SelectMany(stage => stage.Outputs).Sum(tensor => (long)network.Graph.Tensor(tensor).ElementCount);
        _parts = [.. samples.Parts(bytes / Math.Max(1, bytesOfSample))];
    }

    /// <summary>Runs of stages that <see cref="Run"/> made so far, for one sample each.</summary>
    public long StageSamples { get; private set; }

    /// <summary>Stages of the network.</summary>
    public int Stages => _stages.Count;

    /// <summary>The outputs of each assignment, in an order of its own; each comes as soon as it is there.</summary>
    /// <param name="assignments">What to run.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Position among the assignments, and one array per output: samples first, then the output's own shape.</returns>
    public IEnumerable<(int Index, IReadOnlyList<NpyArray> Outputs)> Run(IReadOnlyList<OperatorAssignment> assignments, CancellationToken cancellation)
    {
        int[] order = [.. OrderOf(assignments)];

        // In groups, for results to come before the end: what one takes is compiled, several stages at a time, then run on each part of the samples.
        const int Group = 16;
        Path? whole = _parts.Count == 1 ? new Path(this, 0, _samples.Count) : null;
        for (int start = 0; start < order.Length; start += Group)
        {
            int[] group = order[start..Math.Min(start + Group, order.Length)];
            _runners.Prepare(group.Select(index => assignments[index]), _threads, cancellation);
            List<IReadOnlyList<NpyArray>>[] parts = [.. group.Select(_ => new List<IReadOnlyList<NpyArray>>())];
            foreach ((int first, int count) in _parts)
            {
                Path path = whole ?? new Path(this, first, count);
                for (int i = 0; i < group.Length; i++)
                {
                    OperatorAssignment? next = start + i + 1 < order.Length ? assignments[order[start + i + 1]] : null;
                    parts[i].Add(path.Outputs(assignments[group[i]], next, cancellation));
                    if (first + count == _samples.Count)
                    {
                        yield return (group[i], Join(parts[i]));
                    }
                }
            }
        }
    }

    /// <summary>Those with the same circuits in their first stages side by side.</summary>
    private IEnumerable<int> OrderOf(IReadOnlyList<OperatorAssignment> assignments)
    {
        Dictionary<OperatorPair, int> numbers = [];
        int[][] keys = [.. assignments.Select(operators => _stages.SelectMany(stage => stage.OperatorsOf(operators)).Select(NumberOf).ToArray())];
        return Enumerable.Range(0, keys.Length).Order(Comparer<int>.Create((left, right) =>
            keys[left].AsSpan().SequenceCompareTo(keys[right]) is not 0 and int order ? order : left.CompareTo(right)));

        int NumberOf(OperatorPair pair)
        {
            if (!numbers.TryGetValue(pair, out int number))
            {
                numbers.Add(pair, number = pair == OperatorPair.Exact ? -1 : numbers.Count);
            }

            return number;
        }
    }

    private IReadOnlyList<NpyArray> Join(List<IReadOnlyList<NpyArray>> parts) => parts.Count == 1 ? parts[0] :
    [
        .. _network.Graph.Outputs.Select((_, output) => new NpyArray(
            parts[0][output].Type,
            [_samples.Count, .. parts[0][output].Shape[1..]],
            [.. parts.SelectMany(part => part[output].Data.ToArray())])),
    ];

    /// <summary>Stages in which two assignments have the same circuits, from the first one on.</summary>
    private int AlikeStages(OperatorAssignment left, OperatorAssignment right) =>
        _stages.TakeWhile(stage => stage.OperatorsOf(left) == stage.OperatorsOf(right)).Count();

    /// <summary>What the first stages computed for some samples with the assignment that was run last, as far as the next one takes it.</summary>
    private sealed class Path(StagedRuns runs, int first, int count)
    {
        private readonly Dictionary<int, NpyArray> _inputs =
            runs._network.Graph.Inputs.Zip(runs._samples.Part(first, count).Inputs).ToDictionary(entry => entry.First, entry => entry.Second);

        /// <summary>Of each stage that is kept its circuits, and its results by tensor.</summary>
        private readonly List<(EquatableArray<OperatorPair> Operators, Dictionary<int, NpyArray> Outputs)> _kept = [];

        /// <summary>The outputs of an assignment.</summary>
        /// <param name="operators">The assignment.</param>
        /// <param name="next">The one after it; null after the last.</param>
        /// <param name="cancellation">Ends the run.</param>
        public IReadOnlyList<NpyArray> Outputs(OperatorAssignment operators, OperatorAssignment? next, CancellationToken cancellation)
        {
            int same = 0;
            while (same < _kept.Count && _kept[same].Operators == runs._stages[same].OperatorsOf(operators))
            {
                same++;
            }

            _kept.RemoveRange(same, _kept.Count - same);
            Dictionary<int, NpyArray> tensors = new(_inputs);
            foreach ((int tensor, NpyArray values) in _kept.SelectMany(stage => stage.Outputs))
            {
                tensors[tensor] = values;
            }

            // What the next assignment begins with is written for all samples; what is used once stays inside the chain.
            NetworkStage[] stages = [.. runs._stages.Skip(same)];
            if (stages.Length > 0)
            {
                int kept = next is null ? 0 : runs.AlikeStages(operators, next);
                int[] wanted = [.. stages.Take(kept - same).SelectMany(stage => stage.Outputs).Concat(stages.SelectMany(stage => stage.Outputs).Intersect(runs._network.Graph.Outputs)).Distinct()];
                CompiledRunner[] runners = [.. stages.Select((_, i) => runs._runners.For(same + i, operators, cancellation))];
                SampleBatch inputs = new(count, [.. StageChain.InputsOf(stages).Select(tensor => tensors[tensor])]);
                IReadOnlyList<NpyArray> results = BatchRunner.Run(
                    () => new StageChain([.. stages.Zip(runners, (stage, runner) => (stage, runner.Create()))], wanted), inputs, threads: runs._threads, cancellation: cancellation);
                runs.StageSamples += (long)count * stages.Length;
                foreach ((int tensor, NpyArray values) in wanted.Zip(results))
                {
                    tensors[tensor] = values;
                }

                _kept.AddRange(stages.Take(kept - same).Select(stage => (stage.OperatorsOf(operators), stage.Outputs.ToDictionary(tensor => tensor, tensor => tensors[tensor]))));
            }

            return [.. runs._network.Graph.Outputs.Select(output => tensors[output])];
        }
    }
}
