using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Certificates;

/// <summary>Certificates of a real network, whose classifier alone is approximate.</summary>
[Trait("Category", "Slow")]
public sealed class ResNet8CertificateTests
{
    private const int Images = 100;

    [SkippableTheory]
    [InlineData(1, 1, 95)]
    [InlineData(2, 4, 90)]
    [InlineData(3, 9, 80)]
    [InlineData(4, 20, 55)]
    public void Classifier_Truncated_MovesLogitsByAFewCodes_AndMostImagesKeepTheirClass(int drop, int lsb, int percent)
    {
        byte[] file = File.ReadAllBytes(SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"));
        Network network = TfliteImporter.Import(file, "model.tflite", "resnet8");
        SampleBatch samples = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy")], quantize: false, Images);
        IReadOnlyList<ProductNode> layers = SuffixOperators.LayersOf(network.Graph, 1);
        OperatorAssignment operators = SuffixOperators.On(new OperatorAssignment(new OperatorPair(new TruncatedMultiplier(drop), new ExactAdder())), layers);

        Certificate certificate = Certificate.Of(network, operators, layers, InputRegion.Full, (deviation, logits) => SampleCertificates.Of(
            network, network, operators, InputRegion.Full, deviation, logits, samples, new RunSettings(EngineKind.Compiled, null, null), () => { }, CancellationToken.None));

        Assert.Equal(lsb, certificate.Lsb);
        Assert.False(certificate.IsTrivial);
        SampleCertificates certified = certificate.Samples!;
        Assert.InRange(certified.Lsb, 0, lsb);
        Assert.InRange(certified.CertifiedByRegion.Count(holds => holds), percent, Images);
        Assert.All(certified.Certified.Zip(certified.CertifiedByRegion), pair => Assert.True(pair.First || !pair.Second));

        // The classes are those of the authority, and the whole network with the same operators has them where it is certified.
        int[] exact = Accuracy.Classes(NpyFormat.ReadFile(SharedMaterial.PathOf("models", "resnet8_cifar10", "output_0.npy")));
        Assert.Equal(exact[..Images], certified.Classes);
        int[] approximate = Accuracy.Classes(ModelRun.Execute(
            PlannedNetwork.Of(network, operators), new RunSettings(EngineKind.Compiled, null, null), samples, dumpTensors: false, progress: null, CancellationToken.None).Outputs[0]);
        Assert.All(Enumerable.Range(0, Images).Where(image => certified.Certified[image]), image => Assert.Equal(exact[image], approximate[image]));
    }
}
