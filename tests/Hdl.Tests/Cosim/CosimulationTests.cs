using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim;

/// <summary>Networks of every form through the engines: every accumulator and code is that of the reference, every output that of the kernels.</summary>
public class CosimulationTests
{
    private static readonly OperatorPair[] Pairs =
    [
        OperatorPair.Exact,
        new(new TruncatedMultiplier(2), new ExactAdder()),
        new(new ColumnTruncatedMultiplier(4), new LowerPartOrAdder(4)),
        new(new TableMultiplier("scrambled", MultiplierTable.Of(new ScrambledMultiplier())), new TruncatedAdder(3)),
    ];

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Run_RandomLayers_IsEqual(int seed)
    {
        AssertEqual(TinyGraphs.RandomLayer(seed), seed);
        AssertEqual(TinyGraphs.RandomLayer(seed + 100, PaddingRule.Skip), seed + 1);
        AssertEqual(TinyGraphs.RandomQuantization(seed), seed + 2);
        AssertEqual(TinyGraphs.RandomQuantization(seed + 100, PaddingRule.Skip), seed + 3);
        AssertEqual(TinyGraphs.Network(seed), seed);
    }

    [SkippableFact]
    public void Run_Table_IsEqual() => AssertEqual(TinyGraphs.RandomLayer(2), 0, Pairs[^1]);

    [SkippableFact]
    public void Run_DepthwiseOfSeveralBlocksWithMultiplier_IsEqual()
    {
        TinyGraphBuilder builder = new("wide", new SplitMix64(1));
        int input = builder.Input([1, 6, 5, 11]);
        int depthwise = builder.DepthwiseConv2D(input, 3, new TinyWindow(3, 2) { StrideX = 2 });
        int convolution = builder.Conv2D(depthwise, 36, new TinyWindow(1, 1), groups: 3);
        int pool = builder.MaxPool2D(convolution, new TinyWindow(2, 2) { StrideY = 2 });
        AssertEqual(builder.Build([builder.AveragePool2D(pool, new TinyWindow(2, 3))]), 2);
    }

    [SkippableFact]
    public void Run_Stateful_CarriesStatesBetweenSteps()
    {
        CosimResult result = Run(TinyGraphs.Stateful(3), Pairs[1], request => request with { Steps = 3 }, samples: 6);
        Assert.True(result.Passed);
        Assert.True(result.Outputs > 0);
    }

    [SkippableFact]
    public void Run_SoundRanges_AreNeverLeft()
    {
        Network network = TinyGraphs.Network(4);
        CosimResult result = Run(network, Pairs[2], request => request with
        {
            Ranges = Constraints.Compute(network, new OperatorAssignment(Pairs[2]), InputRegion.Full).Layers.ToDictionary(layer => layer.Node.Name, SoundRange.Of),
        });
        Assert.True(result.Passed);
    }

    [SkippableFact]
    public void Run_RangesThatAreTooNarrow_AreReportedAsLeft()
    {
        Network network = TinyGraphs.RandomLayer(1);
        IReadOnlyList<LayerBounds> bounds = Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full).Layers;
        CosimResult result = Run(network, OperatorPair.Exact, request => request with
        {
            Ranges = bounds.ToDictionary(layer => layer.Node.Name, layer => SoundRange.Of(layer) with { Acc = Interval.Point(layer.Acc.Lower) }),
        });
        Assert.False(result.Passed);
        Assert.Contains(result.Layers, layer => layer.Outside > 0 && layer.AccumulatorMismatches == 0);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_AccumulatorsOfAsManyBitsAsAreProved_AreEqualAndOneBitFewerIsSeen(bool saturates)
    {
        // 16 products of -128 x -128 in sums that go one way: the last one is the greatest.
        TinyGraphBuilder builder = new("sum", new SplitMix64(1));
        int input = builder.Input([1, 16], zeroPoint: 0);
        Network network = builder.Build([builder.FullyConnected(
            input, 1, new TinyParameters { Weights = [.. Enumerable.Repeat((sbyte)-128, 16)], Bias = [0] })]);
        SampleBatch greatest = new(1, [Runtime.Arrays.NpyArray.Create<sbyte>([1, 16], [.. Enumerable.Repeat((sbyte)-128, 16)])]);

        // 2^18 takes 20 bits.
        Assert.True(Run(network, OperatorPair.Exact, request => request with { Samples = greatest, Register = new(20, saturates) }).Passed);
        CosimResult narrow = Run(network, OperatorPair.Exact, request => request with { Samples = greatest, Register = new(19, saturates) });
        Assert.Equal(1, narrow.Layers.Sum(layer => layer.AccumulatorMismatches));
        Assert.Equal((1 << 18) - (saturates ? 1 : 1 << 19), narrow.First!.Rtl);
        Assert.Equal(15, narrow.First.Tap!.Index);
        Assert.Equal(saturates ? "adder: another sum of the same numbers" : "width: the sum does not fit 19 bits", narrow.First.Looks);
    }

    [Fact]
    public void Run_CancelledAtTheFirstMismatch_BuildsNoEnginesThatTrace()
    {
        Network network = TinyGraphs.RandomLayer(1);
        SampleBatch inputs = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 1, seed: 7);
        using CancellationTokenSource source = new();
        InterruptedSimulator simulator = new(source);
        using Cosimulation simulation = new(new CosimRequest(PlannedNetwork.Of(network, OperatorPair.Exact), inputs, simulator), cache: null);

        Assert.Throws<OperationCanceledException>(() => simulation.Run(() => { }, source.Token));
        Assert.Equal(1, simulator.Builds);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_InputsThatASearchFound_AreEqualInTheBitsThatAreProvedAndOneBitFewerIsSeen(bool saturates)
    {
        TinyGraphBuilder builder = new("searched", new SplitMix64(2));
        int image = builder.Conv2D(builder.Input([1, 3, 3, 2]), 3, new TinyWindow(3, 3));
        Network network = builder.Build([builder.Conv2D(image, 2, new TinyWindow(1, 1))]);
        ConstraintsResult found = BoundSearch.Run(network, OperatorAssignment.Exact, InputRegion.Full, runs: 16, seed: 1, (_, _) => { }, () => { });
        int at = Enumerable.Range(0, found.Layers.Count).MaxBy(layer => BitsOf(found.Layers[layer]));
        int bits = BitsOf(found.Layers[at]);
        Assert.Equal(BitsOf(Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full).Layers[at]), bits);

        Assert.True(Run(network, OperatorPair.Exact, request => request with { Samples = found.SearchInputs!.Samples, Register = new(bits, saturates) }).Passed);
        CosimResult narrow = Run(network, OperatorPair.Exact, request => request with { Samples = found.SearchInputs!.Samples, Register = new(bits - 1, saturates) });
        Assert.Equal([found.Layers[at].Node.Name], narrow.Layers.Where(layer => layer.AccumulatorMismatches > 0).Select(layer => layer.Name));
        Assert.Equal((found.Layers[at].Node.Name, "accumulator"), (narrow.First!.Layer, narrow.First.What));

        // Random inputs do not show it.
        Assert.True(Run(network, OperatorPair.Exact, request => request with { Register = new(bits - 1, saturates) }).Passed);

        // A register that saturates must hold the sums on the way, one that wraps the last one.
        int BitsOf(LayerBounds layer) => saturates ? layer.Prefix.Bits : layer.Sum.Bits;
    }

    internal static CosimResult Run(Network network, OperatorPair pair, Func<CosimRequest, CosimRequest>? change = null, int samples = 2)
    {
        Tools.Require("iverilog", "vvp");
        SampleBatch inputs = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, samples, seed: 7);
        CosimRequest request = new(PlannedNetwork.Of(network, pair), inputs, Icarus.Find()!);
        using Cosimulation simulation = new(change?.Invoke(request) ?? request, cache: null);
        return simulation.Run(() => { }, CancellationToken.None);
    }

    private static void AssertEqual(Network network, int seed, OperatorPair? pair = null)
    {
        // Icarus reads a table once for each lane, which takes a second: one test has it.
        CosimResult result = Run(network, pair ?? Pairs[seed % (Pairs.Length - 1)]);
        Assert.True(result.Passed, string.Join("; ", result.Layers.Where(layer => !layer.Passed)) + result.First);
        IEnumerable<string> expected = network.Graph.Nodes.Where(node => node is MacNode and not TransposeConv).Select(node => node.Name);
        Assert.Equal(expected, result.Layers.Where(layer => layer is { HostReason: null, Operators: not null }).Select(layer => layer.Name));
    }

    /// <summary>Finds an accumulator that differs, at which the run is cancelled.</summary>
    private sealed class InterruptedSimulator(CancellationTokenSource source) : Simulator("interrupted", "1", ToolLimits.Default)
    {
        public int Builds { get; private set; }

        public override string ProgramOf(string top) => top;

        protected override ToolResult Compile(
            string folder, string top, IReadOnlyList<string> sources, SimulatorBuild build, Sandbox sandbox, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            Builds++;
            return new(ToolEnd.Exited, 0, "", "");
        }

        protected override ToolResult Execute(string folder, string program, IReadOnlyList<string> arguments, Sandbox sandbox, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            source.Cancel();
            return new(
                ToolEnd.Exited, 0, "MISMATCH accumulator output=0 got=1 expected=2\nDONE cycles=1 outputs=1 compared=1 accumulators=1 codes=0 outside=0\n", "");
        }
    }
}
