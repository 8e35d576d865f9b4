using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Training;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Training;

public sealed class TeacherTests
{
    private static readonly OperatorAssignment Circuit = new(new OperatorPair(new DrumMultiplier(3), new ExactAdder()));

    [Fact]
    public void OfItself_AnExactNetworkLearnsNothing()
    {
        Network network = TrainableGraphs.Branches(1);
        Assert.Equal(Loss(network, OperatorAssignment.Exact, null), Loss(network, OperatorAssignment.Exact, network));
        Assert.True(Loss(network, Circuit, network) > Loss(network, Circuit, null) + 0.01);
    }

    /// <summary>Without a word about classes: the codes of layers alone lead back to the exact network.</summary>
    [Fact]
    public void Training_ComesCloser()
    {
        Network network = TrainableGraphs.Classifier();
        LabelledSamples samples = SamplesOf(network);
        FineTuning training = new(network, Circuit, samples, new FineTuningSettings(Epochs: 25, Rate: 0.5, Batch: 4, Seed: 2, Match: 100), network);
        while (training.Done < training.Steps)
        {
            training.Step(threads: 2, CancellationToken.None);
        }

        Assert.True(training.Epochs[^1].Loss < 0.8 * training.Epochs[0].Loss, $"{training.Epochs[0]} to {training.Epochs[^1]}");
    }

    [Fact]
    public void OtherLayers_AreRefused() => Assert.Throws<InputException>(() => new Teacher(TrainableGraphs.Classifier(), TrainableGraphs.Branches(1), 1));

    private static double Loss(Network network, OperatorAssignment operators, Network? teacher) =>
        new TrainedNetwork(network, operators, teacher is null ? null : new Teacher(teacher, network, 1)).Run(SamplesOf(network), [0, 1, 2], 2, CancellationToken.None).Loss;

    private static LabelledSamples SamplesOf(Network network) => new(
        SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 8, 4), [.. Enumerable.Range(0, 8).Select(sample => sample % 3)]);
}
