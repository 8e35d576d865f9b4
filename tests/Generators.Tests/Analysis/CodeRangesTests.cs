using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Analysis;

public sealed class CodeRangesTests
{
    private readonly TinyGraphBuilder _builder = new("ranges", new SplitMix64(1));

    private int Image => _builder.Input([1, 4, 6, 8], zeroPoint: 0);

    [Fact]
    public void Of_Input_IsAll() => AssertRange(CodeRanges.All, _builder.MaxPool2D(Image, new TinyWindow(1, 1), ClampRange.Full));

    [Fact]
    public void Of_Layer_IsItsClamp() => AssertRange(new Interval(0, 127), Rectified());

    [Fact]
    public void Of_Sum_IsItsClamp()
    {
        int image = Image;
        AssertRange(new Interval(-3, 90), _builder.Add(image, image, new ClampRange(-3, 90)));
    }

    [Fact]
    public void Of_PoolAndMovements_IsTheirInputs() =>
        AssertRange(new Interval(0, 127), _builder.View(_builder.Reshape(_builder.MaxPool2D(Rectified(), new TinyWindow(2, 2), ClampRange.Full), 1, 192)));

    [Fact]
    public void Of_Pool_IsClamped() =>
        AssertRange(new Interval(20, 127), _builder.MaxPool2D(Rectified(), new TinyWindow(1, 1), new ClampRange(20, 127)));

    /// <summary>The builder adds a part of random constants, which the test reads from the model.</summary>
    [Fact]
    public void Of_Concat_HoldsAllParts()
    {
        int joined = _builder.Concat(3, _builder.MaxPool2D(Image, new TinyWindow(1, 1), new ClampRange(-9, 5)));
        Network network = _builder.Build();
        sbyte[] constants = network.Parameters[network.Graph.Nodes[^1].Inputs[^1]].Int8.ToArray();

        Assert.Equal(new Interval(Math.Min(-9, (int)constants.Min()), Math.Max(5, (int)constants.Max())), CodeRanges.Of(network)[joined]);
    }

    [Fact]
    public void Of_Padding_HoldsItsCode()
    {
        int padded = _builder.Pad(_builder.MaxPool2D(Image, new TinyWindow(1, 1), new ClampRange(5, 6)));
        Network network = _builder.Build();
        int code = Assert.IsType<Generators.Graph.Ops.Pad>(network.Graph.Nodes[^1]).Value;

        Assert.Equal(new Interval(Math.Min(5, code), Math.Max(6, code)), CodeRanges.Of(network)[padded]);
    }

    /// <summary>A table that only some codes reach; the test reads it from the model.</summary>
    [Fact]
    public void Of_Lookup_IsWhatItsInputReaches()
    {
        int found = _builder.Lookup(_builder.MaxPool2D(Image, new TinyWindow(1, 1), new ClampRange(-2, 1)));
        Network network = _builder.Build();
        Generators.Graph.Ops.Lookup lookup = Assert.Single(network.Graph.Nodes.OfType<Generators.Graph.Ops.Lookup>());
        sbyte[] reached = network.Parameters[lookup.Table].Int8[126..130].ToArray();

        Assert.Equal(new Interval(reached.Min(), reached.Max()), CodeRanges.Of(network)[found]);
    }

    /// <summary>Each channel has a table of its own: the first says nothing of the others.</summary>
    [Fact]
    public void Of_LookupByChannel_HoldsEveryTable()
    {
        int found = _builder.Lookup(_builder.MaxPool2D(Image, new TinyWindow(1, 1), new ClampRange(-2, 1)), perChannel: true);
        Network network = _builder.Build();
        Generators.Graph.Ops.Lookup lookup = Assert.Single(network.Graph.Nodes.OfType<Generators.Graph.Ops.Lookup>());
        sbyte[] reached = [.. network.Parameters[lookup.Table].Int8.ToArray().Chunk(256).SelectMany(table => table[126..130])];

        Assert.Equal(new Interval(reached.Min(), reached.Max()), CodeRanges.Of(network)[found]);
    }

    private int Rectified() => _builder.Conv2D(Image, 8, new TinyWindow(1, 1), new TinyParameters { ZeroPoint = 0, Clamp = new ClampRange(0, 127) });

    private void AssertRange(Interval expected, int tensor) => Assert.Equal(expected, CodeRanges.Of(_builder.Build([tensor]))[tensor]);
}
