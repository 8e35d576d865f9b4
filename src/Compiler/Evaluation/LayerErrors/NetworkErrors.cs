using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation.LayerErrors;

/// <summary>What approximate circuits do to the result of one layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Operators">Its circuits.</param>
/// <param name="Result">Its codes; where accumulators are its result, what a function makes of them, or themselves.</param>
/// <param name="Local">Made in the layer: its circuits on the exact input, against the exact result.</param>
/// <param name="Accumulated">Arrived there: the approximate network against the exact one.</param>
internal sealed record LayerError(ProductNode Layer, OperatorPair Operators, TensorInfo Result, DifferenceSum Local, DifferenceSum Accumulated);

/// <summary>Where the error of an approximate network comes from, over all samples, each of which begins anew.</summary>
/// <param name="Samples">How many.</param>
/// <param name="Operators">The circuits.</param>
/// <param name="Layers">Layers of products, in execution order.</param>
/// <param name="Outputs">What arrived at the model's outputs.</param>
internal sealed record NetworkErrors(
    int Samples, OperatorAssignment Operators, IReadOnlyList<LayerError> Layers, IReadOnlyList<(TensorInfo Output, DifferenceSum Accumulated)> Outputs)
{
    /// <summary>Bytes of tensors that are held at a time.</summary>
    private const long Memory = 256L << 20;

    /// <summary>Measures a network; samples are computed part by part.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="cache">Earlier builds; null compiles.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="memory">Bytes of tensors that are held at a time; at least those of one sample.</param>
    /// <exception cref="Runtime.InputException">The network was reduced, and does not hold for a sample.</exception>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">The network was reduced for other operators, exact ones among them.</exception>
    public static NetworkErrors Of(
        Network network, OperatorAssignment operators, SampleBatch samples, BuildCache? cache, Action? progress, CancellationToken cancellation, long memory = Memory)
    {
        QuantizedGraph graph = network.Graph;
        foreach (OperatorAssignment assignment in (OperatorAssignment[])[OperatorAssignment.Exact, operators])
        {
            graph.Reduction?.Require(graph, assignment);
        }

        PackageRegion.Require(samples, graph);
        Work work = new(network, operators, cache, cancellation);
        foreach ((int first, int count) in samples.Parts(memory / work.BytesOfSample))
        {
            work.Add(samples, first, count, cancellation);
            for (int sample = 0; sample < count; sample++)
            {
                progress?.Invoke();
            }
        }

        return new NetworkErrors(samples.Count, operators, work.Layers, work.Outputs);
    }

    /// <summary>The nodes from a layer to the first result that is a code or a real number.</summary>
    private static IReadOnlyList<GraphNode> NodesOf(QuantizedGraph graph, ProductNode layer) =>
        layer.Requantization.Kind == RequantizationKind.Accumulator
            && graph.Nodes.FirstOrDefault(node => node.Inputs.Contains(layer.Output) && node is LayerFunction or LayerResult) is GraphNode function
            ? [layer, function]
            : [layer];

    /// <summary>The compiled networks and the sums so far.</summary>
    private sealed class Work
    {
        private readonly int _threads = Environment.ProcessorCount;
        private readonly NetworkStage[] _stages;
        private readonly StageRunners _runners;
        private readonly OperatorAssignment _operators;
        private readonly TensorRuns _exact;
        private readonly TensorRuns _approximate;

        public Work(Network network, OperatorAssignment operators, BuildCache? cache, CancellationToken cancellation)
        {
            QuantizedGraph graph = network.Graph;
            _operators = operators;
            _stages = [.. graph.ProductNodes.Select(layer => NetworkStage.Around(network, NodesOf(graph, layer)))];
            _runners = new StageRunners(_stages, cache);
            Layers =
            [
                .. graph.ProductNodes.Zip(_stages, (layer, stage) =>
                {
                    TensorInfo result = graph.Tensor(stage.Outputs[0]);
                    return new LayerError(layer, operators.For(layer.Name), result, new DifferenceSum(), new DifferenceSum());
                }),
            ];
            Outputs = [.. graph.Outputs.Select(output => (graph.Tensor(output), new DifferenceSum()))];
            int[] results = [.. _stages.Select(stage => stage.Outputs[0]), .. graph.Outputs];
            Func<TensorRuns>[] whole =
            [
                () => new TensorRuns(network, OperatorAssignment.Exact, results.Concat(_stages.SelectMany(stage => stage.Inputs)), cache, cancellation),
                () => new TensorRuns(network, operators, results, cache, cancellation),
            ];
            TensorRuns[] runs = new TensorRuns[whole.Length];
            Parallel.For(0, whole.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation }, i => runs[i] = whole[i]());
            (_exact, _approximate) = (runs[0], runs[1]);
            Parallel.ForEach(
                Enumerable.Range(0, _stages.Length).Where(IsApproximate), new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation },
                stage => _runners.For(stage, operators, cancellation));
        }

        public IReadOnlyList<LayerError> Layers { get; }

        public IReadOnlyList<(TensorInfo Output, DifferenceSum Accumulated)> Outputs { get; }

        public long BytesOfSample => _exact.BytesOfSample + _approximate.BytesOfSample;

        public void Add(SampleBatch samples, int first, int count, CancellationToken cancellation)
        {
            IReadOnlyDictionary<int, ReadOnlyMemory<byte>> exact = _exact.Run(samples, first, count, _threads, cancellation);
            IReadOnlyDictionary<int, ReadOnlyMemory<byte>> approximate = _approximate.Run(samples, first, count, _threads, cancellation);
            (TensorInfo Tensor, DifferenceSum Sum)[] accumulated =
                [.. Layers.Select(layer => (layer.Result, layer.Accumulated)), .. Outputs.Select(output => (output.Output, output.Accumulated))];
            Parallel.ForEach(
                accumulated, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation },
                entry => entry.Sum.Add(entry.Tensor.Type, exact[entry.Tensor.Index].Span, approximate[entry.Tensor.Index].Span));
            for (int layer = 0; layer < Layers.Count; layer++)
            {
                TensorInfo result = Layers[layer].Result;
                if (!IsApproximate(layer))
                {
                    Layers[layer].Local.AddEqual((long)count * result.ElementCount);
                    continue;
                }

                SampleBatch inputs = new(count, [.. _stages[layer].Inputs.Select(tensor => Array(_stages[layer].Network.Graph.Tensor(tensor), exact[tensor], count))]);
                NpyArray local = BatchRunner.Run(
                    _runners.For(layer, _operators, cancellation).Create, inputs, threads: _threads, cancellation: cancellation)[0];
                Layers[layer].Local.Add(result.Type, exact[result.Index].Span, local.Data);
            }
        }

        private static NpyArray Array(TensorInfo tensor, ReadOnlyMemory<byte> values, int count) =>
            new(tensor.Type.ToRuntime(), SampleShape.Batch(tensor.Shape.ToArray(), count), values.ToArray());

        private bool IsApproximate(int layer) => Layers[layer].Operators != OperatorPair.Exact;
    }
}
