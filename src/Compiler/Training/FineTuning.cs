using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Training;

/// <summary>Trains the weights and biases of a network on its circuits: a fixed sequence of steps, which can be left and gone on with anywhere.</summary>
internal sealed class FineTuning
{
    private readonly TrainedNetwork _network;
    private readonly LabelledSamples _samples;
    private readonly FineTuningSettings _settings;
    private readonly List<TrainedEpoch> _epochs = [];
    private double _loss;
    private int _correct;

    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits of each layer.</param>
    /// <param name="samples">Samples with labels.</param>
    /// <param name="settings">How.</param>
    /// <exception cref="InputException">The network cannot be trained.</exception>
    public FineTuning(Network network, OperatorAssignment operators, LabelledSamples samples, FineTuningSettings settings)
    {
        _network = new TrainedNetwork(network, operators);
        _samples = samples;
        _settings = settings;
    }

    /// <summary>Steps of an epoch.</summary>
    public int StepsOfEpoch => (_samples.Inputs.Count + _settings.Batch - 1) / _settings.Batch;

    /// <summary>All steps.</summary>
    public int Steps => _settings.Epochs * StepsOfEpoch;

    /// <summary>Steps that were taken.</summary>
    public int Done { get; private set; }

    /// <summary>Epochs that are done.</summary>
    public IReadOnlyList<TrainedEpoch> Epochs => _epochs;

    /// <summary>The network as it is now.</summary>
    public Network ToNetwork() => _network.ToNetwork();

    /// <summary>Takes the next step; if it is ended, nothing has changed.</summary>
    /// <param name="threads">Threads at most; nothing depends on them.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Step(int threads, CancellationToken cancellation)
    {
        int epoch = Done / StepsOfEpoch;
        int first = Done % StepsOfEpoch * _settings.Batch;
        int[] order = OrderOf(epoch);
        BatchGradient batch = _network.Run(_samples, order.AsSpan(first, Math.Min(_settings.Batch, order.Length - first)), threads, cancellation);
        double rate = _settings.Rate * (1 - ((double)Done / Steps));
        Done++;
        foreach (TrainedLayer layer in _network.Layers)
        {
            (float[] weights, float[] bias) = batch.Layers[layer.Layer.Name];
            layer.Step(weights, bias, rate, Done);
        }

        _loss += batch.Loss;
        _correct += batch.Correct;
        if (Done % StepsOfEpoch == 0)
        {
            _epochs.Add(new TrainedEpoch(_loss / order.Length, _correct));
            (_loss, _correct) = (0, 0);
        }
    }

    /// <summary>What it takes to go on from here.</summary>
    public TrainingState Save() => new(
        Done, _loss, _correct, [.. _epochs], [.. Numbers().Select(numbers => numbers.ToArray())]);

    /// <summary>Goes on from where <see cref="Save"/> was called on the same network, samples and settings.</summary>
    public void Restore(TrainingState state)
    {
        (Done, _loss, _correct) = (state.Done, state.Loss, state.Correct);
        _epochs.Clear();
        _epochs.AddRange(state.Epochs);
        foreach ((float[] target, float[] values) in Numbers().Zip(state.Numbers))
        {
            values.CopyTo(target, 0);
        }
    }

    private IEnumerable<float[]> Numbers() => _network.Layers
        .SelectMany(layer => (Moments[])[layer.Weights, layer.Bias])
        .Where(moments => moments.Values.Length > 0)
        .SelectMany(moments => (float[][])[moments.Values, moments.First, moments.Second]);

    /// <summary>The samples of an epoch in random order.</summary>
    private int[] OrderOf(int epoch)
    {
        SplitMix64 random = new(_settings.Seed);
        ulong seed = 0;
        for (int i = 0; i <= epoch; i++)
        {
            seed = random.NextUInt64();
        }

        random = new SplitMix64(seed);
        int[] order = [.. Enumerable.Range(0, _samples.Inputs.Count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextBelow(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}

/// <summary>Where training stands.</summary>
/// <param name="Done">Steps that were taken.</param>
/// <param name="Loss">Sum of the epoch that has begun.</param>
/// <param name="Correct">Samples of it that got their class.</param>
/// <param name="Epochs">Those that are done.</param>
/// <param name="Numbers">For each layer values and moments of its weights, then of its biases where it has some.</param>
internal sealed record TrainingState(int Done, double Loss, int Correct, IReadOnlyList<TrainedEpoch> Epochs, IReadOnlyList<float[]> Numbers);
