using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Optimize;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>Trained networks with channels that never do anything, on their own data.</summary>
public sealed class ModelReductionTests
{
    private const int Samples = 4;

    [SkippableTheory]
    [InlineData("vww_mobilenetv1_025", 1724)]
    [InlineData("person_detect", 3)]
    [InlineData("hello_world_int8", 4)]
    [InlineData("kws_dscnn", 0)]
    public void Reduction_ExactCircuits_LosesChannelsAndKeepsOutputs(string name, int channels)
    {
        Network network = Import(name);
        ReducedNetwork reduced = Outputs.Reduce(network, OperatorAssignment.Exact, InputRegion.Full);

        Assert.Equal(channels, Channels(network) - Channels(reduced.Network));
        AssertSameOutputs(name, network, reduced.Network, OperatorAssignment.Exact);
    }

    [SkippableTheory]
    [InlineData("vww_mobilenetv1_025")]
    [InlineData("person_detect")]
    public void Reduction_ApproximateCircuits_KeepsOutputs(string name)
    {
        Network network = Import(name);
        OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(4), new LowerPartOrAdder(6)));

        AssertSameOutputs(name, network, Outputs.Reduce(network, operators, InputRegion.Full).Network, operators);
    }

    private static void AssertSameOutputs(string name, Network network, Network reduced, OperatorAssignment operators)
    {
        SampleBatch samples = InputReader.Read(new ReferenceEngine(network, operators).Inputs, [SharedMaterial.PathOf("models", name, "input_0.npy")], false, Samples);
        NpyArray[] results = [.. BatchRunner.Run(() => new ReferenceEngine(reduced, operators), samples)];
        foreach ((int i, NpyArray output) in BatchRunner.Run(() => new ReferenceEngine(network, operators), samples).Index())
        {
            NpyAssert.Equal(output, results[i], $"output {i} of {name}");
        }
    }

    private static Network Import(string name) =>
        TfliteImporter.Import(File.ReadAllBytes(SharedMaterial.PathOf("models", name, "model.tflite")), "model.tflite", name);

    private static int Channels(Network network) => network.Graph.MacNodes.Sum(layer => layer.Geometry.OutChannels);
}
