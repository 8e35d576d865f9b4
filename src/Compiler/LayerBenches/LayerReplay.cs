using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>Collects the operands that one layer sees in a real run, for a bench to replay.</summary>
internal sealed class LayerReplay : IAccumulatorObserver
{
    /// <summary>Taps of a bench: enough to see every channel at the border and inside, and some megabytes at most.</summary>
    private const int MaxTaps = 200_000;

    private readonly LayerFacts _facts;
    private LayerBenchInput? _result;

    private LayerReplay(LayerFacts facts) => _facts = facts;

    public bool WantsPrefixes => false;

    /// <summary>Runs one sample through the reference engine and records a layer.</summary>
    /// <param name="plan">The plan of the model.</param>
    /// <param name="kernel">The layer.</param>
    /// <param name="network">The network.</param>
    /// <param name="samples">The first sample is run.</param>
    public static LayerBenchInput Record(ExecutionPlan plan, LayerKernel kernel, Generators.Graph.Network network, SampleBatch samples)
    {
        LayerReplay replay = new(LayerFacts.OfKernel(network, kernel.Layer.Node, plan.Operators.For(kernel.Node.Name)));
        SampleBatch first = new(1, [.. samples.Inputs.Select((input, i) =>
            new Runtime.Arrays.NpyArray(input.Type, [1, .. input.Shape[1..]], samples.Sample(i, 0).ToArray()))]);
        BatchRunner.Run(() => new ReferenceEngine(network, plan.Operators, replay), first);
        return replay._result!;
    }

    public void ObservePrefix(ProductNode layer, int outputIndex, int value)
    {
        // Not wanted: the bench checks final accumulators.
    }

    public void ObserveLayer(ProductNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output)
    {
        if (layer.Name != _facts.Layer.Name)
        {
            return;
        }

        MacGeometry geometry = _facts.Geometry;
        List<CheckedAccumulator> accumulatorsChecked = [];

        // Positions evenly spread over the output, each with all its channels, so that border and interior are seen.
        int positions = Math.Clamp(MaxTaps / (geometry.Taps * geometry.OutChannels), 1, geometry.Positions);
        for (int i = 0; i < positions; i++)
        {
            int position = (int)((long)i * geometry.Positions / positions);
            for (int channel = 0; channel < geometry.OutChannels; channel++)
            {
                accumulatorsChecked.Add(Check(position, channel, input, accumulators[(position * geometry.OutChannels) + channel]));
            }
        }

        _result = new LayerBenchInput(layer.Name, _facts.Operators, accumulatorsChecked);
    }

    private CheckedAccumulator Check(int position, int channel, ReadOnlySpan<sbyte> input, int expected)
    {
        MacGeometry geometry = _facts.Geometry;
        int[] pixels = new int[geometry.Window.Elements];
        geometry.Window.PixelsAt(position, pixels);
        ReadOnlySpan<sbyte> weightsOfChannel = _facts.WeightsOf(channel);
        List<sbyte> activations = [];
        List<sbyte> weights = [];
        for (int tap = 0; tap < geometry.Taps; tap++)
        {
            int pixel = pixels[tap / geometry.GroupInChannels];
            bool isInside = pixel != WindowGeometry.Absent;
            if (isInside || !_facts.SkipsPadding)
            {
                int inChannel = geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels);
                activations.Add(isInside ? input[(pixel * geometry.Window.InChannels) + inChannel] : (sbyte)_facts.InputZeroPoint);
                weights.Add(weightsOfChannel[tap]);
            }
        }

        // What the weight zero point added after the last product is no business of the circuit.
        int afterLastProduct = expected + (_facts.WeightZeroPointOf(channel) * activations.Sum(activation => activation));
        return new CheckedAccumulator(unchecked((int)_facts.StartOf(channel, pixels)), activations.ToArray(), weights.ToArray(), afterLastProduct);
    }
}
