using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Rules;

public sealed class MacBoundsTests
{
    private static readonly QuantizedMultiplier Small = new(1 << 30, -7);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Acc_OfOneLayer_IsWhatTheDefinitionSaysAndIsAttained(PaddingRule padding)
    {
        OperatorPair[] operators =
        [
            OperatorPair.Exact,
            new(new TruncatedMultiplier(3), new ExactAdder()),
            new(new ExactMultiplier(), new TruncatedAdder(4)),
            new(new TruncatedMultiplier(2), new TruncatedAdder(5)),
            new(new ScrambledMultiplier(), new TruncatedAdder(2)),
        ];
        for (int seed = 0; seed < RandomCases.Of(40); seed++)
        {
            Network network = seed % 4 == 3 ? TinyGraphs.RandomTransposeConv(seed, padding) : TinyGraphs.RandomLayer(seed, padding);
            OperatorPair pair = operators[seed % operators.Length];
            InputRegion region = seed % 2 == 0 ? InputRegion.Full : Samples.Around(network, new SplitMix64((ulong)seed), 9);
            AssertAttained(network, pair, region);
        }
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Acc_WithWeightZeroPointsAndTheExactAdder_IsAttained(PaddingRule padding)
    {
        Multiplier[] multipliers = [new ExactMultiplier(), new TruncatedMultiplier(4), new ScrambledMultiplier()];
        for (int seed = 0; seed < RandomCases.Of(40); seed++)
        {
            Network network = TinyGraphs.RandomQuantization(seed, padding);
            OperatorPair pair = new(multipliers[seed / 4 % multipliers.Length], new ExactAdder());
            InputRegion region = seed % 2 == 0 ? InputRegion.Full : Samples.Around(network, new SplitMix64((ulong)seed), 9);
            AssertAttained(network, pair, region);
        }
    }

    [Theory]
    [InlineData(OperandForm.Raw)]
    [InlineData(OperandForm.Centred)]
    public void Bounds_WithWeightZeroPoints_AreThoseOfAllInputs(OperandForm operands)
    {
        int[] weightZeroPoints = [7, 0, -100];
        TinyGraphBuilder builder = new("all", new SplitMix64(11));
        builder.FullyConnected(builder.Input([1, 3], zeroPoint: -20), 3, new TinyParameters { WeightZeroPoint = channel => weightZeroPoints[channel] });
        Network network = operands == OperandForm.Raw ? builder.Build() : builder.Build().Centred();
        InputRegion region = InputRegion.Linf([[-30, 5, 100]], 3);
        foreach (Adder adder in (Adder[])[new ExactAdder(), new LowerPartOrAdder(4), new TruncatedAdder(3)])
        {
            OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(3), adder));
            LayerBounds layer = IntervalAnalysis.Run(network, operators, region).Layers[0];
            Interval[] acc = [Interval.Empty, Interval.Empty, Interval.Empty];
            Interval[] prefix = [Interval.Empty, Interval.Empty, Interval.Empty];
            for (int i = 0; i < 343; i++)
            {
                Recording run = Recording.Of(network, operators, [(sbyte)(-33 + (i % 7)), (sbyte)(2 + (i / 7 % 7)), (sbyte)(97 + (i / 49))]);
                for (int channel = 0; channel < acc.Length; channel++)
                {
                    acc[channel] = acc[channel].Hull(Interval.Point(run.Accumulators[layer.Node.Name][channel]));
                    prefix[channel] = prefix[channel].Hull(run.Prefixes[layer.Node.Name][channel]).Hull(acc[channel]);
                }
            }

            for (int channel = 0; channel < acc.Length; channel++)
            {
                Assert.True(layer.Channels[channel].Acc.Contains(acc[channel]) && layer.Channels[channel].Prefix.Contains(prefix[channel]));
                Assert.True(layer.Channels[channel].AnyOrder.Contains(prefix[channel]));
                if (adder is ExactAdder)
                {
                    Assert.Equal(acc[channel], layer.Channels[channel].Acc);
                    Assert.Equal(prefix[channel], layer.Channels[channel].Prefix);
                }
            }
        }
    }

    [Fact]
    public void Acc_OfTruncatedProducts_EqualsTheClosedForm()
    {
        for (int seed = 0; seed < RandomCases.Of(24); seed++)
        {
            int drop = seed % 9;
            Network network = TinyGraphs.RandomLayer(seed);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), 30);
            OperatorPair pair = new(new TruncatedMultiplier(drop), new ExactAdder());
            LayerBounds bounds = IntervalAnalysis.Run(network, new OperatorAssignment(pair), region).Layers[0];
            LayerOracle oracle = new(network, pair, Samples.InputBox(network, region));
            Interval hull = Enumerable.Range(0, oracle.OutputCount)
                .Select(output => oracle.Acc(output, (weight, lower, upper) => (
                    Math.Min(weight * lower, weight * upper) >> drop << drop, Math.Max(weight * lower, weight * upper) >> drop << drop)))
                .Aggregate((left, right) => left.Hull(right));
            Assert.Equal(hull, bounds.Acc);
        }
    }

    [Fact]
    public void Bounds_OfATableOfTheExactProduct_GiveTheSameFile()
    {
        Network network = TinyGraphs.Network(3);
        OperatorAssignment table = new(new OperatorPair(new ExactTable(), new ExactAdder()));
        Assert.Equal(
            ConstraintsWriter.Write(Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full), network.Identity()),
            ConstraintsWriter.Write(Constraints.Compute(network, table, InputRegion.Full), network.Identity()));
    }

    [Fact]
    public void Bounds_WhereTheFinalSumMayWrap_AreEveryAccumulatorAndEveryCode()
    {
        // Channel 0 may wrap, channel 1 sits at the very end of int32, channel 2 wraps on the way only.
        Network network = OneChannelEach(
            [127, 127, 0, 0, -128, 127],
            [int.MaxValue, int.MaxValue, int.MaxValue],
            new TinyParameters { Multipliers = [Small], Clamp = new ClampRange(-100, 90), ZeroPoint = 3 },
            inputZeroPoint: -128);
        LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0];

        Assert.Equal(Interval.Int32, layer.Channels[0].Acc);
        Assert.Equal(new Interval(-100, 90), layer.Channels[0].Output);
        Assert.Equal(Occurrence.Possible, layer.Channels[0].ClampsHigh);
        Assert.True(layer.Channels[0].MayOverflow);
        Assert.Equal(Interval.Point(int.MaxValue), layer.Channels[1].Acc);
        Assert.Equal(Interval.Point(90), layer.Channels[1].Output);
        Assert.Equal(Occurrence.Always, layer.Channels[1].ClampsHigh);
        Assert.False(layer.Channels[1].MayOverflow);
        Assert.True(layer.MayOverflow);
        Assert.Equal(33, layer.Sum.Bits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Bounds_WherePrefixesWrapButTheSumFits_AreExact(int drop)
    {
        // The start value, bias - zx * (127 - 127), is the greatest int32; one product passes it, the next comes back.
        OperatorPair pair = new(new ExactMultiplier(), new TruncatedAdder(drop));
        Network network = OneChannelEach(
            [127, 127], [int.MaxValue - 20_000],
            new TinyParameters { Multipliers = [Small] }, inputZeroPoint: 0);
        InputRegion region = InputRegion.Linf([[120, -120]], 2);
        LayerBounds layer = IntervalAnalysis.Run(network, new OperatorAssignment(pair), region).Layers[0];
        Assert.False(layer.MayOverflow);
        Assert.Equal(32, layer.Sum.Bits);

        Network wrapping = OneChannelEach(
            [127, 127], [int.MaxValue - 10_000],
            new TinyParameters { Multipliers = [Small] }, inputZeroPoint: 0);
        NetworkBounds bounds = IntervalAnalysis.Run(wrapping, new OperatorAssignment(pair), region);
        Assert.False(bounds.Layers[0].MayOverflow);
        Assert.Equal(33, bounds.Layers[0].Prefix.Bits);
        SplitMix64 random = new(1);
        for (int i = 0; i < 50; i++)
        {
            sbyte[] input = Samples.Corner(Samples.InputBox(wrapping, region), random);
            Assert.Empty(Containment.Violations(bounds, Recording.Of(wrapping, new OperatorAssignment(pair), input)));
        }
    }

    [Fact]
    public void Bounds_OfExtremeConstantChannels_AreConstant()
    {
        Network network = OneChannelEach(
            new sbyte[8], [int.MinValue, int.MaxValue, 0, 1],
            new TinyParameters { Multipliers = [Small], ZeroPoint = 7 }, inputZeroPoint: 90);
        LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0];
        Assert.Equal([-128, 127, 7, 7], layer.Channels.Select(channel => channel.Output.Lower));
        Assert.All(layer.Channels, channel => Assert.True(channel.Output.IsPoint && channel.Acc.IsPoint));
        Assert.Equal(32, layer.Acc.Bits);
        Assert.Equal(Interval.Point(0), layer.Product);
    }

    [Fact]
    public void Bounds_WhereTheLeftShiftMayWrap_AreEveryCode()
    {
        // 2^12 * 127 * 127 leaves 26 bits; shifted by 8 it leaves int32, where requantization orders nothing.
        TinyParameters parameters = new() { Multipliers = [new QuantizedMultiplier(1 << 30, 8)], Clamp = ClampRange.Full, ZeroPoint = 0 };
        Network network = OneChannelEach([127, 127], [1 << 24], parameters, inputZeroPoint: 0);
        LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0];
        Assert.False(layer.MayOverflow);
        Assert.True(layer.ShiftMayOverflow);
        Assert.Equal(new Interval(-128, 127), layer.Output);

        Network narrow = OneChannelEach([1, 1], [0], parameters, inputZeroPoint: 0);
        Assert.False(IntervalAnalysis.Run(narrow, OperatorAssignment.Exact, InputRegion.Full).Layers[0].ShiftMayOverflow);
    }

    [Fact]
    public void Bounds_OfTinyMultipliers_AreTheZeroPoint()
    {
        foreach (QuantizedMultiplier multiplier in new[] { new QuantizedMultiplier(0, 0), new QuantizedMultiplier(int.MaxValue, -31) })
        {
            Network network = OneChannelEach(
                [-128, -128], [5], new TinyParameters { Multipliers = [multiplier], Clamp = ClampRange.Full, ZeroPoint = -5 }, inputZeroPoint: 11);
            Assert.Equal(Interval.Point(-5), IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0].Output);
        }
    }

    [Fact]
    public void Bits_OfAHandComputedLayer_AreAsDefined()
    {
        // acc = -3 + 2 (x0 - 1) - (x1 - 1), x in [-128, 127].
        Network network = OneChannelEach(
            [2, -1], [-3], new TinyParameters { Multipliers = [Small], Clamp = ClampRange.Full, ZeroPoint = 0 }, inputZeroPoint: 1);
        LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0];
        Assert.Equal(new Interval(-4 - 256 - 127, -4 + 254 + 128), layer.Acc);
        Assert.Equal(new Interval(-256, 254), layer.Product);
        Assert.Equal(new Interval(-4 - 256 - 127, -4 + 254 + 128), layer.Prefix);
        Assert.Equal(new Interval(-4 - 256 - 127, 254 + 128), layer.AnyOrder);
        Assert.Equal(10, layer.Sum.Bits);
        Assert.Equal(11, layer.WeightNormBits);   // 3 * 255 = 765 needs 10 bits and a sign
        Assert.Equal(17, layer.DataTypeBits);     // 2 * 255 * 128 = 65,280 needs 16 bits and a sign
    }

    [Fact]
    public void Bits_WithWeightZeroPoints_CountDistancesFromThem()
    {
        // acc = 12 (x0 - 1) + 9 (x1 - 1) in the first channel, 5 (x0 - 1) in the other.
        TinyParameters parameters = new()
        {
            Multipliers = [Small], Clamp = ClampRange.Full, ZeroPoint = 0, WeightZeroPoint = channel => channel == 0 ? -10 : 100,
        };
        Network network = OneChannelEach([2, -1, 105, 100], [0, 0], parameters, inputZeroPoint: 1);

        LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, InputRegion.Full).Layers[0];

        Assert.Equal(14, layer.WeightNormBits);   // 21 * 255 = 5,355 needs 13 bits and a sign
        Assert.Equal(18, layer.DataTypeBits);     // 2 * 255 * (100 + 128) = 116,280 needs 17 bits and a sign
    }

    [Fact]
    public void Input_WhereAWindowTouchesPadding_HoldsTheZeroPoint()
    {
        foreach (PaddingRule rule in new[] { PaddingRule.Multiply, PaddingRule.Skip })
        {
            TinyGraphBuilder builder = new("padded", new SplitMix64(5));
            builder.Conv2D(builder.Input([1, 4, 4, 1], zeroPoint: 100), 1, new TinyWindow(3, 3) { StrideY = 2, StrideX = 2 });
            Network network = builder.Build(padding: rule);
            InputRegion region = InputRegion.Linf([new sbyte[16]], 2);
            LayerBounds layer = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region).Layers[0];
            Assert.Equal(new Interval(-2, rule == PaddingRule.Multiply ? 100 : 2), layer.Input);
        }
    }

    /// <summary>The bounds of a layer are those of the oracle, and some input reaches each end.</summary>
    private static void AssertAttained(Network network, OperatorPair pair, InputRegion region)
    {
        LayerBounds bounds = IntervalAnalysis.Run(network, new OperatorAssignment(pair), region).Layers[0];
        LayerOracle oracle = new(network, pair, Samples.InputBox(network, region));
        Assert.Equal(oracle.Product(), bounds.Product);
        Interval[] acc =
        [
            .. Enumerable.Range(0, oracle.OutputCount).Select(output =>
                oracle.Acc(output, (weight, lower, upper) => oracle.Scan(weight, oracle.WeightZeroPointOf(output), lower, upper))),
        ];
        for (int channel = 0; channel < bounds.Channels.Count; channel++)
        {
            int[] outputs = [.. Enumerable.Range(0, acc.Length).Where(output => output % bounds.Channels.Count == channel)];
            int lowest = outputs.MinBy(output => acc[output].Lower);
            int highest = outputs.MaxBy(output => acc[output].Upper);
            Assert.Equal(new Interval(acc[lowest].Lower, acc[highest].Upper), bounds.Channels[channel].Acc);
            Assert.Equal(bounds.Channels[channel].Acc.Lower, Run(lowest, upper: false));
            Assert.Equal(bounds.Channels[channel].Acc.Upper, Run(highest, upper: true));
        }

        int Run(int output, bool upper) => Recording
            .Of(network, new OperatorAssignment(pair), oracle.CornerFor(output, upper), prefixes: false)
            .Accumulators[oracle.Layer.Name][output];
    }

    /// <summary>A fully connected layer of two inputs: two weights for each bias.</summary>
    private static Network OneChannelEach(sbyte[] weights, int[] bias, TinyParameters parameters, int inputZeroPoint)
    {
        TinyGraphBuilder builder = new("fully_connected", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 2], inputZeroPoint), bias.Length, parameters with { Weights = weights, Bias = bias });
        return builder.Build();
    }

    private sealed record ExactTable : Multiplier
    {
        private static readonly int[] Table =
            [.. from a in Enumerable.Range(-128, 256) from w in Enumerable.Range(-128, 256) select a * w];

        public override string Spec => "exact";

        public override string Description => "a table of the exact product";

        public override VerilogModule Verilog => new("mul_exact_s8");

        public override int Apply(int activation, int weight) => Table[((activation + 128) * 256) + weight + 128];

        public override string ProductExpression(string activation, string weight) => $"{activation} * {weight}";
    }
}
