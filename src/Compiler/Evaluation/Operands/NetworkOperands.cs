using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation.Operands;

/// <summary>The pairs of operands that occur in each layer of a network while it computes some samples.</summary>
/// <param name="Samples">How many.</param>
/// <param name="Operators">The circuits with which activations were computed.</param>
/// <param name="Layers">Layers of products, in execution order.</param>
internal sealed record NetworkOperands(int Samples, OperatorAssignment Operators, IReadOnlyList<OperandPairs> Layers)
{
    /// <summary>Bytes of tensors that are held at a time.</summary>
    private const long Memory = 256L << 20;

    /// <summary>Counts what meets in a network; samples are computed part by part, each beginning anew.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">Its circuits; they decide which activations there are.</param>
    /// <param name="samples">The inputs.</param>
    /// <param name="cache">Earlier builds; null compiles.</param>
    /// <param name="progress">Told once per sample.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="Runtime.InputException">The network was reduced, and does not hold for a sample.</exception>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">The network was reduced for other operators.</exception>
    public static NetworkOperands Of(
        Network network, OperatorAssignment operators, SampleBatch samples, BuildCache? cache, Action? progress, CancellationToken cancellation)
    {
        network.Graph.Reduction?.Require(network.Graph, operators);
        PackageRegion.Require(samples, network.Graph);
        OperandPairs[] layers = [.. network.Graph.ProductNodes.Select(layer => OperandPairs.Of(network, layer))];
        TensorRuns runs = new(network, operators, layers.SelectMany(layer => Operands(network, layer.Layer)), cache, cancellation);
        int threads = Environment.ProcessorCount;
        foreach ((int first, int count) in samples.Parts(Memory / runs.BytesOfSample))
        {
            IReadOnlyDictionary<int, ReadOnlyMemory<byte>> tensors = runs.Run(samples, first, count, threads, cancellation);
            Parallel.ForEach(layers, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, layer =>
            {
                for (int sample = 0; sample < count; sample++)
                {
                    layer.Add(Sample(layer.Layer.Input, sample), Sample(layer.Layer.Weights, sample));
                }
            });
            for (int sample = 0; sample < count; sample++)
            {
                progress?.Invoke();
            }

            ReadOnlySpan<sbyte> Sample(int tensor, int sample)
            {
                if (!tensors.TryGetValue(tensor, out ReadOnlyMemory<byte> values))
                {
                    return [];
                }

                int length = values.Length / count;
                return MemoryMarshal.Cast<byte, sbyte>(values.Span.Slice(sample * length, length));
            }
        }

        return new NetworkOperands(samples.Count, operators, layers);
    }

    private static IEnumerable<int> Operands(Network network, ProductNode layer) =>
        ((int[])[layer.Input, layer.Weights]).Where(tensor => !network.Graph.Tensor(tensor).IsConstant);
}
