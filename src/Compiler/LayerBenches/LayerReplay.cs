using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>Collects the operands that one layer sees in a real run, for a bench to replay.</summary>
internal sealed class LayerReplay : IAccumulatorObserver
{
    /// <summary>Taps of a bench: enough to see every channel at the border and inside, and some megabytes at most.</summary>
    private const int MaxTaps = 200_000;

    private readonly MacStep _step;
    private LayerBenchInput? _result;

    private LayerReplay(MacStep step) => _step = step;

    public bool WantsPrefixes => false;

    /// <summary>Runs one sample through the reference engine and records a layer.</summary>
    /// <param name="plan">The plan of the model.</param>
    /// <param name="step">The layer.</param>
    /// <param name="model">The model.</param>
    /// <param name="samples">The first sample is run.</param>
    public static LayerBenchInput Record(ExecutionPlan plan, MacStep step, Generators.Reading.Model model, SampleBatch samples)
    {
        LayerReplay replay = new(step);
        SampleBatch first = new(1, [.. samples.Inputs.Select((input, i) =>
            new Runtime.Arrays.NpyArray(input.Type, [1, .. input.Shape[1..]], samples.Sample(i, 0).ToArray()))]);
        BatchRunner.Run(() => new ReferenceEngine(model, plan.Operators, replay), first);
        return replay._result!;
    }

    public void ObservePrefix(MacNode layer, int outputIndex, int value)
    {
        // Not wanted: the bench checks final accumulators.
    }

    public void ObserveLayer(MacNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output)
    {
        if (layer.Name != _step.Layer.Name)
        {
            return;
        }

        MacGeometry geometry = layer.Geometry;
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

        _result = new LayerBenchInput(layer.Name, _step.Operators, accumulatorsChecked);
    }

    private CheckedAccumulator Check(int position, int channel, ReadOnlySpan<sbyte> input, int expected)
    {
        MacGeometry geometry = _step.Geometry;
        WindowGeometry window = geometry.Window;
        int outX = position % window.OutWidth;
        int outY = position / window.OutWidth % window.OutHeight;
        int batch = position / (window.OutWidth * window.OutHeight);
        List<sbyte> activations = [];
        List<sbyte> weights = [];
        int zeroPoint = _step.Input.ZeroPoint;
        int start = _step.Start[channel];
        int weightZeroPoint = _step.WeightZeroPoints.Count == 0 ? 0 : _step.WeightZeroPoints[channel];
        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
        {
            int inY = window.InputRow(outY, filterY);
            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
            {
                int inX = window.InputColumn(outX, filterX);
                bool isInside = inY >= 0 && inX >= 0;
                if (!isInside && _step.CorrectsByPosition)
                {
                    // Skipped padding: no product, and no share of the correction.
                    continue;
                }

                for (int inChannel = 0; inChannel < geometry.GroupInChannels; inChannel++)
                {
                    sbyte weight = _step.Weights[geometry.WeightIndex(channel, filterY, filterX, inChannel)];
                    int pixel = ((((batch * window.InHeight) + inY) * window.InWidth) + inX) * window.InChannels;
                    activations.Add(isInside ? input[pixel + geometry.FirstInChannel(channel) + inChannel] : (sbyte)zeroPoint);
                    weights.Add(weight);
                    start -= _step.CorrectsByPosition ? zeroPoint * (weight - weightZeroPoint) : 0;
                }
            }
        }

        // What the weight zero point added after the last product is no business of the circuit.
        int afterLastProduct = expected + (weightZeroPoint * activations.Sum(activation => activation));
        return new CheckedAccumulator(start, activations.ToArray(), weights.ToArray(), afterLastProduct);
    }
}
