using System.Text;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Training;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Training;

public sealed class FineTuningTests : IDisposable
{
    private static readonly OperatorAssignment Circuit = new(new OperatorPair(new DrumMultiplier(4), new ExactAdder()));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ATinySet_IsLearnedByHeart()
    {
        Network network = TrainableGraphs.Classifier();
        FineTuning training = Begin(network, new FineTuningSettings(Epochs: 40, Rate: 1, Batch: 4, Seed: 3));
        while (training.Done < training.Steps)
        {
            training.Step(threads: 2, CancellationToken.None);
        }

        Assert.Equal(40, training.Epochs.Count);
        Assert.True(training.Epochs[^1].Loss < 0.5 * training.Epochs[0].Loss, $"{training.Epochs[0]} to {training.Epochs[^1]}");
        Assert.Equal(8, training.Epochs[^1].Correct);

        // What the trained network computes is what training saw.
        LabelledSamples samples = Samples(network);
        NpyArray outputs = BatchRunner.Run(() => new ReferenceEngine(training.ToNetwork(), Circuit), samples.Inputs)[0];
        Assert.Equal(samples.Labels, Accuracy.Classes(outputs));
    }

    [Fact]
    public void Network_IsTheSameForAnyNumberOfThreads_AndAfterAnyInterruption()
    {
        Network network = TrainableGraphs.Classifier();
        FineTuningSettings settings = new(Epochs: 3, Rate: 0.5, Batch: 3, Seed: 1);
        FineTuning whole = Begin(network, settings);
        while (whole.Done < whole.Steps)
        {
            whole.Step(threads: 1, CancellationToken.None);
        }

        FineTuning part = Begin(network, settings);
        for (int step = 0; step < whole.Steps; step++)
        {
            part.Step(threads: 3, CancellationToken.None);
            TrainingState state = part.Save();
            TrainingCheckpoint.Write(_folder.PathOf("c.npz"), "key", state);
            part = Begin(network, settings);
            part.Restore(TrainingCheckpoint.Read(_folder.PathOf("c.npz"), "key", part.Save()));
        }

        Assert.Equal(whole.Epochs, part.Epochs);
        Assert.Equal($"{PackageWriter.Write(whole.ToNetwork())}", $"{PackageWriter.Write(part.ToNetwork())}");
        Assert.NotEqual($"{PackageWriter.Write(network)}", $"{PackageWriter.Write(part.ToNetwork())}");
    }

    [Fact]
    public void AnEndedStep_ChangesNothing()
    {
        FineTuning training = Begin(TrainableGraphs.Classifier(), new FineTuningSettings(1, 1, 4, 0));
        TrainingState before = training.Save();
        Assert.ThrowsAny<OperationCanceledException>(() => training.Step(2, new CancellationToken(canceled: true)));
        Assert.Equal(0, training.Done);
        Assert.All(before.Numbers.Zip(training.Save().Numbers), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void ACheckpoint_OfAnotherTraining_IsRefused()
    {
        FineTuning training = Begin(TrainableGraphs.Classifier(), new FineTuningSettings(1, 1, 4, 0));
        TrainingCheckpoint.Write(_folder.PathOf("c.npz"), "one", training.Save());
        InputException refusal = Assert.Throws<InputException>(() => TrainingCheckpoint.Read(_folder.PathOf("c.npz"), "other", training.Save()));
        Assert.Contains("is the checkpoint of another training", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qmac.finetune.checkpoint/0", "written by an older qmac: this one reads /1; delete it, or name another file with --checkpoint")]
    [InlineData("qmac.finetune.checkpoint/2", "written by a newer qmac: this one reads up to /1; update qmac")]
    public void ACheckpoint_OfAnotherVersion_IsRefusedWithIt(string schema, string clause)
    {
        string path = _folder.PathOf("c.npz");
        NpzArchive archive = new("c.npz");
        archive.Add("schema", NpyArray.Create<byte>([schema.Length], Encoding.ASCII.GetBytes(schema)));
        AtomicFile.Write(path, archive.Write);
        TrainingState like = Begin(TrainableGraphs.Classifier(), new FineTuningSettings(1, 1, 4, 0)).Save();

        Assert.Equal($"{path}: found \"{schema}\", {clause}", Assert.Throws<InputException>(() => TrainingCheckpoint.Read(path, "key", like)).Message);
    }

    private static FineTuning Begin(Network network, FineTuningSettings settings) => new(network, Circuit, Samples(network), settings);

    private static LabelledSamples Samples(Network network) => new(
        SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 8, 5), [0, 1, 2, 0, 1, 2, 0, 1]);
}
