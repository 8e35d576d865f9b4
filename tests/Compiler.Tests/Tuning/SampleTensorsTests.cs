using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Tuning;

public sealed class SampleTensorsTests
{
    private static readonly OperatorPair[] Circuits =
    [
        OperatorPair.Exact,
        new(new ScrambledMultiplier(), new ExactAdder()),
        new(new TruncatedMultiplier(3), new LowerPartOrAdder(4)),
        new(new DrumMultiplier(4), new TruncatedAdder(3)),
        new(ScrambledMultiplier.Table(), new ErrorTolerantAdder(5)),
    ];

    /// <summary>Layers of every form, padding rule, operand form, with weight zero points, on circuits and adders: every tensor is that of the reference engine.</summary>
    [Fact]
    public void Codes_AreThoseOfTheReferenceEngine()
    {
        int layers = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            PaddingRule padding = seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip;
            Network network = (seed % 5) switch
            {
                0 => TinyGraphs.Network(seed, padding),
                1 => TinyGraphs.RandomQuantization(seed, padding),
                2 => TinyGraphs.RandomTransposeConv(seed, padding),
                3 => TinyRealGraphs.Network(seed, padding),
                _ => TinyGraphs.RandomLayer(seed, padding),
            };
            OperatorPair pair = Circuits[seed / 5 % Circuits.Length];
            network = seed % 3 == 0 && pair.Multiplier is TruncatedMultiplier ? network.Centred() : network;

            OperatorAssignment operators = new(pair);
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 5, (ulong)seed);
            int[] numbers = [3, 0, 4];
            SampleTensors tensors = new(network, operators, samples, numbers, threads: 2, CancellationToken.None);
            foreach (GraphNode node in network.Graph.Nodes)
            {
                if (node is MacNode layer)
                {
                    int[] bias = layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32.ToArray();
                    tensors.Finish(layer, tensors.Accumulate(new LayerTable(network, layer, pair), network.Parameters[layer.Weights].Int8.ToArray(), bias));
                    layers++;
                }
                else
                {
                    tensors.Compute(node);
                }
            }

            for (int i = 0; i < numbers.Length; i++)
            {
                Tensors expected = new();
                ReferenceEngine engine = new(network, operators);
                engine.Run(
                    [.. samples.Inputs.Select((_, input) => samples.Sample(input, numbers[i]))],
                    [.. engine.Outputs.Select(output => new byte[output.ByteCount].AsMemory())], expected);
                foreach ((int tensor, sbyte[] codes) in expected.Codes)
                {
                    Assert.True(codes.AsSpan().SequenceEqual(tensors.Codes(i, tensor)), $"seed {seed}, sample {numbers[i]}, tensor {tensor}");
                }
            }
        }

        Assert.True(layers > 60, $"{layers} layers");
    }

    [Fact]
    public void AModelWithState_IsRefused() => Assert.Throws<InputException>(() =>
    {
        Network network = TinyGraphs.Stateful(1);
        return new SampleTensors(
            network, OperatorAssignment.Exact, SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 1, 0), [0], 1, CancellationToken.None);
    });

    private sealed class Tensors : ITensorObserver
    {
        public Dictionary<int, sbyte[]> Codes { get; } = [];

        public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values) => Codes[tensorIndex] = values.ToArray();
    }
}
