using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>Registers of any width, against the plain chain of SEMANTICS section 2 in whole numbers.</summary>
public sealed class AccumulatorRegisterTests
{
    [Theory]
    [InlineData(2, -2, 1)]
    [InlineData(32, int.MinValue, int.MaxValue)]
    [InlineData(64, long.MinValue, long.MaxValue)]
    public void Range_OfBits_IsThatOfTwosComplement(int bits, long lower, long upper) =>
        Assert.Equal(new Interval(lower, upper), new AccumulatorRegister(bits, Saturates: false).Range);

    /// <summary>Eight bits, sums of up to 100 that are up to 200 on the way.</summary>
    [Theory]
    [InlineData(false, 100, false)]
    [InlineData(true, 127, true)]
    public void Hold_SumsThatLeaveItOnTheWay_AreLostWhereItSaturates(bool saturates, int greatest, bool mayOverflow)
    {
        AccumulatorRegister register = new(8, saturates);
        AccumulatorIntervals acc = new(Product: new(-9, 9), Sum: new(-100, 100), Prefix: new(-100, 200), AnyOrder: new(-200, 200));

        Assert.Equal(greatest, register.Hold(acc).Upper);
        Assert.Equal(mayOverflow, register.MayOverflow(acc));
        Assert.Equal(new Interval(-100, 100), register.Hold(acc with { Prefix = acc.Sum }));
        Assert.Equal(new Interval(-5, 5), register.Hold(acc with { Saturated = new Interval(-5, 5) }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Acc_OfAnyWidth_HoldsEveryChain(bool saturates)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            int taps = 1 + random.NextBelow(5);
            sbyte[] weights = new sbyte[taps];
            random.FillInt8(weights);
            int bias = random.NextBelow(60_000) - 30_000;
            int weightZeroPoint = seed % 4 == 0 ? 9 : 0;
            TinyGraphBuilder builder = new("chain", new SplitMix64(1));
            builder.FullyConnected(builder.Input([1, taps], -3), 1, new TinyParameters { Weights = weights, Bias = [bias], WeightZeroPoint = _ => weightZeroPoint });
            Network network = builder.Build();
            Adder adder = seed % 3 == 0 ? new ExactAdder() : seed % 3 == 1 ? new TruncatedAdder(3) : new LowerPartOrAdder(4);
            OperatorPair pair = new(seed % 2 == 0 ? new ExactMultiplier() : new TruncatedMultiplier(3), adder);
            AccumulatorRegister register = new(8 + random.NextBelow(12), saturates);
            InputRegion region = Samples.Around(network, random, 1 + random.NextBelow(100));
            LayerBounds layer = IntervalAnalysis.Run(network, new OperatorAssignment(pair), region, new AnalysisOptions { Register = register }).Layers[0];
            Box box = Samples.InputBox(network, region);
            for (int run = 0; run < 200; run++)
            {
                sbyte[] input = run % 2 == 0 ? Samples.Corner(box, random) : Samples.Inside(box, random);
                long acc = Chain(register, pair, input, weights, weightZeroPoint, bias, out bool overflowed);
                Assert.True(layer.Acc.Contains(acc), $"seed {seed}: {acc} outside {layer.Acc}");
                Assert.True(layer.MayOverflow || !overflowed, $"seed {seed}: overflow");
            }
        }
    }

    /// <summary>Registers that are too narrow for some sums, so that the checker sees every case.</summary>
    [Fact]
    public void Acc_OfProductsOfTwoTensors_PassesTheChecker()
    {
        int overflowing = 0;
        for (int seed = 0; seed < 24; seed++)
        {
            AnalysisOptions options = new() { Register = new AccumulatorRegister(15 + (seed % 10), Saturates: seed % 2 == 0) };
            OperatorAssignment operators = new(Samples.Operators[seed % Samples.Operators.Count]);
            overflowing += IntervalAnalysis.Run(TinyProductGraphs.RandomProduct(seed), operators, InputRegion.Full, options).Layers.Count(layer => layer.MayOverflow);
        }

        Assert.InRange(overflowing, 4, 20);
    }

    [Fact]
    public void Acc_OfARegisterThatHoldsAll_IsThatOf32Bits()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            OperatorAssignment operators = new(Samples.Operators[seed % Samples.Operators.Count]);
            IReadOnlyList<LayerBounds> expected = IntervalAnalysis.Run(network, operators, InputRegion.Full).Layers;
            foreach (AccumulatorRegister register in (AccumulatorRegister[])[new(40, Saturates: false), new(32, Saturates: true), new(64, Saturates: true)])
            {
                IReadOnlyList<LayerBounds> layers = IntervalAnalysis.Run(network, operators, InputRegion.Full, new AnalysisOptions { Register = register }).Layers;
                Assert.Equal(expected.SelectMany(layer => layer.Channels), layers.SelectMany(layer => layer.Channels));
            }
        }
    }

    /// <summary>The sum of one neuron, as a register of some width has it after each addition.</summary>
    private static long Chain(
        AccumulatorRegister register, OperatorPair pair, sbyte[] input, sbyte[] weights, int weightZeroPoint, int bias, out bool overflowed)
    {
        const int ZeroPoint = -3;
        bool lost = false;
        long acc = Hold(bias + (input.Length * ZeroPoint * weightZeroPoint) - (ZeroPoint * weights.Sum(weight => (long)weight)));
        for (int i = 0; i < input.Length; i++)
        {
            acc = Hold(pair.Adder.Apply((int)acc, pair.Multiplier.Apply(input[i], weights[i])));
        }

        acc = Hold(acc - (weightZeroPoint * input.Sum(code => (long)code)));
        overflowed = lost;
        return acc;

        long Hold(long value)
        {
            Interval range = register.Range;
            if (range.Contains(value))
            {
                return value;
            }

            // What wraps on the way is no loss: the last sum decides, which the caller sees in the accumulator.
            lost |= register.Saturates;
            return register.Saturates ? Math.Clamp(value, range.Lower, range.Upper) : value << (64 - register.Bits) >> (64 - register.Bits);
        }
    }
}
