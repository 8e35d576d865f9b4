using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Optimize;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>A network made for the purpose loses half its products, and keeps fast kernels and its outputs.</summary>
public sealed class PurposeMadeNetworkTests
{
    private const int Samples = 10_000;

    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:3", "exact")]
    [InlineData("trunc:2", "loa:6")]
    public void Reduction_LosesHalfTheProducts_OutputsStay(string multiplier, string adder)
    {
        Network network = PurposeMadeNetwork.Create();
        OperatorAssignment operators = new(new OperatorPair(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!));
        Network reduced = Outputs.Reduce(network, operators, InputRegion.Full).Network;
        PlannedNetwork before = PlannedNetwork.Of(network, operators, "Before");
        PlannedNetwork after = PlannedNetwork.Of(reduced, operators, "After");

        Assert.True(2 * Macs(reduced) <= Macs(network), $"{Macs(reduced)} of {Macs(network)} products are left");
        Assert.All(after.Plan.LayerKernels, (LayerKernel kernel) => Assert.NotEqual("loops", kernel.Strategy));
        IReadOnlyList<CompiledRunner> runners = CompiledKernels.Of([before.Plan, after.Plan]);
        SampleBatch samples = SampleBatch.Random(runners[0].Create().Inputs, Samples, seed: 1);
        NpyArray expected = Assert.Single(BatchRunner.Run(runners[0].Create, samples));
        NpyAssert.Equal(expected, Assert.Single(BatchRunner.Run(runners[1].Create, samples)), "output");

        // Outputs that do not depend on the input would be equal, too.
        Assert.True(expected.Data.ToArray().Chunk(10).Select(Convert.ToHexString).Distinct().Count() > Samples / 2);
    }

    private static long Macs(Network network) => network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs);
}
