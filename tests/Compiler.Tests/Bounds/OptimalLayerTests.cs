using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>Where BOUNDS.md calls bounds of a layer optimal, runs reach both ends of every channel: accumulator and output.</summary>
[Trait("Category", "Slow")]
public sealed class OptimalLayerTests
{
    private static readonly int Networks = RandomCases.Of(90);

    private static readonly Multiplier[] Multipliers =
        [new ExactMultiplier(), new TruncatedMultiplier(3), ScrambledMultiplier.Table(), new ColumnTruncatedMultiplier(4)];

    private static readonly Adder[] Adders = [new ExactAdder(), new TruncatedAdder(3), new ErrorTolerantAdder(4)];

    [Theory]
    [InlineData(PaddingRule.Multiply, OperandForm.Raw)]
    [InlineData(PaddingRule.Skip, OperandForm.Raw)]
    [InlineData(PaddingRule.Multiply, OperandForm.Centred)]
    [InlineData(PaddingRule.Skip, OperandForm.Centred)]
    public void Bounds_OfRandomLayers_AreReachedAtBothEnds(PaddingRule padding, OperandForm form)
    {
        for (int seed = 0; seed < Networks; seed++)
        {
            TinyParameters parameters = new()
            {
                Kind = (RequantizationKind)(seed % 4),

                // A weight zero point with an adder that is not exact is sound, no longer optimal.
                WeightZeroPoint = seed % 5 == 1 && seed % Adders.Length == 0 ? channel => ((channel + seed) * 61 % 256) - 128 : null,
            };
            Network network = seed % 4 == 3 ? TinyGraphs.RandomTransposeConv(seed, padding, parameters) : TinyGraphs.RandomLayer(seed, padding, parameters);
            network = form == OperandForm.Centred ? network.Centred() : network;
            OperatorPair pair = new(Multipliers[form == OperandForm.Centred ? seed / 3 % 2 : seed / 3 % Multipliers.Length], Adders[seed % Adders.Length]);
            AssertReached(network, pair, seed % 2 == 0 ? InputRegion.Full : Samples.Around(network, new SplitMix64((ulong)seed), 12), $"seed {seed}, {pair}");
        }
    }

    private static void AssertReached(Network network, OperatorPair pair, InputRegion region, string what)
    {
        OperatorAssignment operators = new(pair);
        LayerBounds bounds = IntervalAnalysis.Run(network, operators, region).Layers[0];
        LayerCorners corners = new(network, pair, Samples.InputBox(network, region));
        Interval[] acc = [.. bounds.Channels.Select(_ => Interval.Empty)];
        Interval[] output = [.. acc];
        for (int element = 0; element < corners.Count; element++)
        {
            foreach (bool upper in (bool[])[false, true])
            {
                Recording run = Recording.Of(network, operators, corners.Of(element, upper), prefixes: false);
                int channel = element % acc.Length;
                int sum = run.Accumulators[bounds.Node.Name][element];
                acc[channel] = acc[channel].Hull(Interval.Point(sum));
                output[channel] = output[channel].Hull(Interval.Point(
                    run.Tensors.TryGetValue(bounds.Node.Output, out sbyte[]? codes) ? codes[element] : sum));
            }
        }

        foreach ((int channel, ChannelBounds each) in bounds.Channels.Index().Where(channel => !channel.Item.MayOverflow && !channel.Item.ShiftMayOverflow))
        {
            Assert.True(each.Acc == acc[channel] && each.Output == output[channel], $"{what}, channel {channel}: {each.Acc} to {each.Output}, reached {acc[channel]} to {output[channel]}");
        }
    }

    /// <summary>Inputs that drive each product of one output to its end, whatever the form of operands.</summary>
    private sealed class LayerCorners(Network network, OperatorPair pair, Box input)
    {
        private readonly MacNode _layer = network.Graph.MacNodes.Single();

        public int Count => _layer.Geometry.Positions * _layer.Geometry.OutChannels;

        /// <summary>Tries every code of each element that the output reads; an element feeds one tap of it.</summary>
        public sbyte[] Of(int element, bool upper)
        {
            MacGeometry geometry = _layer.Geometry;
            (int position, int channel) = Math.DivRem(element, geometry.OutChannels);
            int weightZeroPoint = network.Graph.Tensor(_layer.Weights).Quantization!.ZeroPointOf(channel);
            int centre = network.Graph.Semantics.Operands == OperandForm.Centred ? network.Graph.Tensor(_layer.Input).ZeroPoint : 0;
            int[] pixels = new int[geometry.Window.Elements];
            geometry.Window.PixelsAt(position, pixels);
            sbyte[] corner = input.Lower.ToArray();
            for (int tap = 0; tap < geometry.Taps; tap++)
            {
                int pixel = pixels[tap / geometry.GroupInChannels];
                if (pixel < 0)
                {
                    continue;
                }

                int at = (pixel * geometry.Window.InChannels) + geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels);
                int weight = network.Parameters[_layer.Weights].Int8[geometry.WeightIndex(channel, tap)];
                IEnumerable<int> codes = Enumerable.Range(input.Lower[at], input.Upper[at] - input.Lower[at] + 1);
                corner[at] = (sbyte)(upper ? codes.MaxBy(Contribution) : codes.MinBy(Contribution));

                int Contribution(int code) => pair.Multiplier.Apply(code - centre, weight) - (weightZeroPoint * (code - centre));
            }

            return corner;
        }
    }
}
