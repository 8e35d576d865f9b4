using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>Bounds of a real network against the tensors that TensorFlow Lite Micro computes.</summary>
[Trait("Category", "Slow")]
public sealed class ResNet8BoundsTests
{
    [SkippableFact]
    public void Bounds_OfOneInput_AreTheTensorsOfTheAuthority()
    {
        (Network network, NpzArchive tensors) = Load();
        InputRegion region = InputRegion.Linf([Codes(tensors, network.Graph.Inputs[0])], 0);
        NetworkBounds bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region);
        foreach ((int tensor, Box box) in bounds.Tensors)
        {
            Assert.Equal(Codes(tensors, tensor), box.Lower.ToArray());
            Assert.Equal(Codes(tensors, tensor), box.Upper.ToArray());
        }
    }

    [SkippableFact]
    public void Bounds_OfRegionsAroundAnInput_HoldTheTensorsOfTheAuthority()
    {
        (Network network, NpzArchive tensors) = Load();
        InputRegion[] regions = [InputRegion.Linf([Codes(tensors, network.Graph.Inputs[0])], 2), InputRegion.Pixels, InputRegion.Full];
        foreach (InputRegion region in regions)
        {
            NetworkBounds bounds = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region);
            Assert.All(bounds.Tensors, pair => Assert.True(pair.Value.Contains(Codes(tensors, pair.Key))));
            Assert.All(bounds.Layers, layer => Assert.False(layer.MayOverflow));
        }
    }

    private static (Network Model, NpzArchive Tensors) Load()
    {
        byte[] file = File.ReadAllBytes(SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"));
        string tensors = SharedMaterial.PathOf("models", "resnet8_cifar10", "tensors.npz");
        return (TfliteImporter.Import(file, "model.tflite", "resnet8"), NpzArchive.ReadFile(tensors));
    }

    private static sbyte[] Codes(NpzArchive tensors, int tensor) => tensors[TensorInfo.KeyOf(tensor)].Values<sbyte>().ToArray();
}
