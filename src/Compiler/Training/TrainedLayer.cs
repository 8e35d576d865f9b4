using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Training;

/// <summary>The parameters of a layer while they are trained: real numbers, of which the codes are the nearest.</summary>
/// <remarks>
/// A weight is counted in codes, a bias in output codes, the inverse of its channel's factor: with Adam a step moves either by about the
/// rate, whatever the scales are.
/// </remarks>
internal sealed class TrainedLayer
{
    private readonly int[] _oldBias;
    private readonly double[] _biasUnits;
    private readonly int _least;

    /// <param name="network">The network as it was.</param>
    /// <param name="layer">The layer.</param>
    public TrainedLayer(Network network, MacNode layer)
    {
        Layer = layer;
        ReadOnlySpan<sbyte> weights = network.Parameters[layer.Weights].Int8;
        Weights = new Moments(weights.Length);
        _least = WeightFit.LeastOf(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            Weights.Values[i] = weights[i];
        }

        LearnsWeights = LayerBias.IsOwn(network.Graph, layer.Weights);
        LearnsBias = LayerBias.IsOwn(network.Graph, layer);
        _oldBias = layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32.ToArray();
        Bias = new Moments(_oldBias.Length);
        _biasUnits = [.. _oldBias.Select((_, channel) => RealFactors.Of(layer.Requantization, channel) is > 0 and double factor ? 1 / factor : 0)];
    }

    public MacNode Layer { get; }

    /// <summary>In codes, in the order of the package.</summary>
    public Moments Weights { get; }

    /// <summary>What biases have moved by, in output codes.</summary>
    public Moments Bias { get; }

    /// <summary>Whether no other layer has the weights.</summary>
    public bool LearnsWeights { get; }

    /// <summary>Whether there is a bias that no other layer has.</summary>
    public bool LearnsBias { get; }

    /// <summary>The weights as codes; -128 only where it was among them.</summary>
    public sbyte[] Codes() => Array.ConvertAll(Weights.Values, value => (sbyte)MathF.Round(value));

    /// <summary>The biases as integers.</summary>
    public int[] Biases() =>
        [.. _oldBias.Select((bias, channel) => (int)Math.Clamp(bias + Math.Round(Bias.Values[channel] * _biasUnits[channel]), int.MinValue, int.MaxValue))];

    /// <summary>Takes a step.</summary>
    /// <param name="ofWeights">Gradient of the weights, by codes.</param>
    /// <param name="ofBias">Gradient of the biases, by units of the accumulator.</param>
    /// <param name="rate">About what a parameter moves by.</param>
    /// <param name="step">Steps with this one.</param>
    public void Step(float[] ofWeights, float[] ofBias, double rate, int step)
    {
        if (LearnsWeights)
        {
            Weights.Step(ofWeights, rate, step);
            for (int i = 0; i < Weights.Values.Length; i++)
            {
                Weights.Values[i] = Math.Clamp(Weights.Values[i], _least, sbyte.MaxValue);
            }
        }

        if (LearnsBias)
        {
            Bias.Step([.. ofBias.Select((gradient, channel) => (float)(gradient * _biasUnits[channel]))], rate, step);
        }
    }
}

/// <summary>Numbers that Adam moves (Kingma, Ba, ICLR 2015), and what it remembers of their gradients.</summary>
/// <param name="count">How many.</param>
internal sealed class Moments(int count)
{
    private const float FirstDecay = 0.9f;
    private const float SecondDecay = 0.999f;
    private const float Epsilon = 1e-12f;

    public float[] Values { get; } = new float[count];

    /// <summary>Mean of gradients.</summary>
    public float[] First { get; } = new float[count];

    /// <summary>Mean of squares of gradients.</summary>
    public float[] Second { get; } = new float[count];

    public void Step(float[] gradient, double rate, int step)
    {
        float size = (float)(rate * Math.Sqrt(1 - Math.Pow(SecondDecay, step)) / (1 - Math.Pow(FirstDecay, step)));
        for (int i = 0; i < Values.Length; i++)
        {
            First[i] = (FirstDecay * First[i]) + ((1 - FirstDecay) * gradient[i]);
            Second[i] = (SecondDecay * Second[i]) + ((1 - SecondDecay) * gradient[i] * gradient[i]);
            Values[i] -= size * First[i] / (MathF.Sqrt(Second[i]) + Epsilon);
        }
    }
}
