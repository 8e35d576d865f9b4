using System.Reflection;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>Written-out kernels stay within what the JIT optimizes: <see cref="GeneratedCode"/> counts their IL.</summary>
public sealed class UnrolledCodeTests
{
    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:2", "exact")]
    [InlineData("exact", "trunc:31")]
    [InlineData("trunc:15", "trunc:4")]
    [InlineData("trunc_op:2", "loa:31")]
    [InlineData("drum:3", "exact")]
    [InlineData("mitchell", "eta1:4")]
    public void ChannelsPerMethod_LayersOfEveryKind_CompileBelowTheLimits(string multiplier, string adder)
    {
        // Taps that barely fit a method once, that leave much room, and many channels; per-channel requantization with offsets above 127.
        AssertCompiles(
            Operators(multiplier, adder),
            builder => builder.DepthwiseConv2D(builder.Input([1, 9, 9, 64]), 1, new TinyWindow(3, 3), PerChannel(64)),
            builder => builder.Conv2D(builder.Input([2, 20, 20, 1]), 30, new TinyWindow(5, 5), PerChannel(30)),
            builder => builder.Conv2D(builder.Input([1, 12, 12, 60]), 4, new TinyWindow(3, 3) { Padding = Padding.Valid }, PerChannel(4)),
            builder => builder.FullyConnected(builder.Input([3, 100]), 14, PerChannel(14)),
            builder => builder.FullyConnected(builder.Input([1, 580]), 3, PerChannel(3)));
    }

    [Theory]
    [InlineData("trunc_col:3", "exact")]
    [InlineData("bam:h=0,v=7", "trunc:4")]
    public void ChannelsPerMethod_ProductsOfSeveralTerms_CompileBelowTheLimits(string multiplier, string adder) =>
        AssertCompiles(
            Operators(multiplier, adder), builder => builder.Conv2D(builder.Input([1, 12, 12, 8]), 24, new TinyWindow(3, 3), PerChannel(24)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ChannelsPerMethod_ProductsOfATable_CompileBelowTheLimits(int scale) => AssertCompiles(
        new OperatorPair(ScrambledMultiplier.Table(scale), new LowerPartOrAdder(9)),
        builder => builder.Conv2D(builder.Input([1, 12, 12, 8]), 24, new TinyWindow(3, 3), PerChannel(24)),
        builder => builder.FullyConnected(builder.Input([3, 100]), 14, PerChannel(14)));

    private static TinyParameters PerChannel(int channels) => new()
    {
        Multipliers = [.. Enumerable.Range(0, channels).Select(i => new QuantizedMultiplier((1 << 30) + (i * 12345), -i % 31))],
        Bias = [.. Enumerable.Range(0, channels).Select(i => (i * 7919) - 100000)],
        ZeroPoint = -101,
        Clamp = new ClampRange(-101, 120),
    };

    private static OperatorPair Operators(string multiplier, string adder) =>
        new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);

    private static void AssertCompiles(OperatorPair operators, params Action<TinyGraphBuilder>[] layers)
    {
        Assembly assembly = GeneratedCode.Compile(layers.SelectMany((layer, i) => Emit(layer, operators, $"Net{i}")));
        Assert.Equal(layers.Length, assembly.GetExportedTypes().Length);
    }

    private static EquatableArray<EmittedFile> Emit(Action<TinyGraphBuilder> layer, OperatorPair operators, string name)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        layer(builder);
        Network network = builder.Build();
        ExecutionPlan plan = ExecutionPlanner.Plan(network, new PlanOptions(
            name, "Demo", new OperatorAssignment(operators), network.Graph.MacNodes.Select(node => new StrategyRequest(node.Name, "unrolled")).ToEquatableArray()));
        return ModelEmitter.Emit(plan, package: null).Files;
    }
}
