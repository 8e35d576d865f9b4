using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

public sealed class BoundsCheckTests
{
    [Fact]
    public void Outside_RunsOfTheRegion_AreInside()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            OperatorAssignment operators = new(Samples.Operators[(seed * 7) % Samples.Operators.Count]);
            ConstraintsResult sound = Constraints.Compute(network, operators, InputRegion.Full);

            Assert.Empty(Observe(network, operators, seed).Select(run => BoundsCheck.Outside(Layer(sound, run), run)).OfType<string>());
        }
    }

    [Fact]
    public void Outside_BoundsThatAreTooNarrow_NamesLayerChannelAndValue()
    {
        Network network = TinyGraphs.Network(0);
        ConstraintsResult sound = Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full);
        LayerBounds run = Observe(network, OperatorAssignment.Exact, 0)[0];
        LayerBounds layer = Layer(sound, run);
        int last = layer.Channels.Count - 1;
        ChannelBounds seen = run.Channels[last];

        Assert.Equal(
            $"layer \"{layer.Node.Name}\", channel {last}: accumulator {seen.Acc} is not inside the sound bounds [0, {seen.Acc.Upper - 1}]",
            Narrowed(channel => channel with { Acc = new Interval(0, seen.Acc.Upper - 1) }));
        Assert.Contains("prefix", Narrowed(channel => channel with { Prefix = Interval.Point(seen.Prefix.Lower - 1) }), StringComparison.Ordinal);
        Assert.Contains("output", Narrowed(channel => channel with { Output = Interval.Point(seen.Output.Upper + 1) }), StringComparison.Ordinal);

        string? Narrowed(Func<ChannelBounds, ChannelBounds> edit) =>
            BoundsCheck.Outside(layer with { Channels = [.. layer.Channels.Take(last), edit(layer.Channels[last])] }, run);
    }

    private static LayerBounds Layer(ConstraintsResult sound, LayerBounds run) => sound.Layers.Single(layer => layer.Index == run.Index);

    /// <summary>What five random inputs show of each layer.</summary>
    private static List<LayerBounds> Observe(Network network, OperatorAssignment operators, int seed)
    {
        List<LayerBounds> runs = [];
        Compiler.Reference.ReferenceEngine engine = new(network, operators, new ObservedBounds(network, operators, runs.Add));
        SplitMix64 random = new((ulong)seed);
        for (int i = 0; i < 5; i++)
        {
            byte[] input = Array.ConvertAll(Samples.Inside(Samples.InputBox(network, InputRegion.Full), random), code => (byte)code);
            engine.Run([input], [new byte[engine.Outputs[0].ByteCount]]);
        }

        return runs;
    }
}
