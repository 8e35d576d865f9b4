using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Linear;

/// <summary>Issue G, must show 6.</summary>
public sealed class LinearResNet8Tests
{
    [SkippableFact]
    public void Sums_OfTheThirdConvolution_AreFourTimesNarrowerThanIntervals()
    {
        (Network network, InputRegion region) = FirstConvolutions(4);
        int third = network.Graph.MacNodes.ElementAt(2).Output;
        LinearAnalysis intervals = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, new LinearOptions { Depth = 0 }, CancellationToken.None);
        LinearAnalysis linear = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, LinearOptions.Default, CancellationToken.None);

        double ratio = Width(intervals.Sums[third]) / Width(linear.Sums[third]);
        Assert.True(ratio >= 4, $"{ratio:f2} times narrower");
    }

    /// <summary>The network up to a convolution, around an image: with as many layers as needed for its result.</summary>
    private static (Network Network, InputRegion Region) FirstConvolutions(int count)
    {
        byte[] file = File.ReadAllBytes(SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"));
        Network whole = TfliteImporter.Import(file, "model.tflite", "resnet8");
        GraphNode last = whole.Graph.MacNodes.ElementAt(count - 1);
        GraphNode[] nodes = [.. whole.Graph.Nodes.TakeWhile(node => node != last), last];
        NpzArchive tensors = NpzArchive.ReadFile(SharedMaterial.PathOf("models", "resnet8_cifar10", "tensors.npz"));
        sbyte[] image = tensors[TensorInfo.KeyOf(whole.Graph.Inputs[0])].Values<sbyte>().ToArray();
        return (whole with { Graph = whole.Graph with { Nodes = nodes.ToEquatableArray(), Outputs = EquatableArray.Of(last.Output) } }, InputRegion.Linf([image], 1));
    }

    private static double Width(Interval[] sums) => sums.Average(sum => (double)(sum.Upper - sum.Lower));
}
