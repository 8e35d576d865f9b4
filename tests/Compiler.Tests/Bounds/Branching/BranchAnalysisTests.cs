using System.Text.Json.Nodes;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Branching;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Branching;

[Trait("Category", "Slow")]
public sealed class BranchAnalysisTests
{
    [Fact]
    public void MoreSplits_GiveBoundsInsideThoseOfFewer()
    {
        Network network = ExhaustiveNetworkTests.TwoConvolutions();
        OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()));
        InputRegion region = InputRegion.Linf([[120, 120, 120, 120]], 8);
        NetworkBounds wider = IntervalAnalysis.Run(network, operators, region);
        int before = WidthOf(wider, network);
        foreach (int splits in (int[])[1, 2, 5, 12, 30])
        {
            NetworkBounds bounds = Run(network, operators, region, splits).Bounds;
            AssertInside(wider, bounds);
            wider = bounds;
        }

        Assert.InRange(WidthOf(wider, network), 1, before - 1);
    }

    [Fact]
    public void AllSplits_GiveWhatAllInputsReach()
    {
        Network network = ExhaustiveNetworkTests.TwoConvolutions();
        InputRegion region = InputRegion.Linf([[100, 101, 102, 103]], 1);
        BranchBounds all = Run(network, OperatorAssignment.Exact, region, splits: 1000);

        // 81 inputs: that many parts, each of a single input, where intervals are exact.
        Assert.Equal(80, all.Splits.Count);
        Box output = all.Bounds.Tensors[network.Graph.Outputs[0]];
        Interval[] seen = [.. Enumerable.Repeat(Interval.Empty, output.Count)];
        for (int input = 0; input < 81; input++)
        {
            sbyte[] codes = [Code(100, input), Code(101, input / 3), Code(102, input / 9), Code(103, input / 27)];
            sbyte[] result = Recording.Of(network, OperatorAssignment.Exact, codes).Tensors[network.Graph.Outputs[0]];
            seen = [.. seen.Zip(result, (range, code) => range.Hull(Interval.Point(code)))];
        }

        Assert.Equal(seen, Enumerable.Range(0, output.Count).Select(i => output[i]));

        static sbyte Code(int centre, int digit) => (sbyte)(centre - 1 + (digit % 3));
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Parts_HoldRandomAndCornerInputs(PaddingRule padding)
    {
        for (int seed = 0; seed < 3; seed++)
        {
            foreach (Network network in (Network[])[TinyGraphs.Network(seed, padding), TinyProductGraphs.Network(seed, padding)])
            {
                OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(seed % 3), new ExactAdder()));
                SplitMix64 random = new((ulong)seed);
                InputRegion region = Samples.Around(network, random, epsilon: 20);
                NetworkBounds bounds = Run(network, operators, region, splits: 3).Bounds;
                AssertInside(IntervalAnalysis.Run(network, operators, region), bounds);
                Box box = Samples.InputBox(network, region);
                for (int run = 0; run < 6; run++)
                {
                    sbyte[] input = run % 2 == 0 ? Samples.Inside(box, random) : Samples.Corner(box, random);
                    Assert.Empty(Containment.Violations(bounds, Recording.Of(network, operators, input)));
                }
            }
        }
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Certificates_AreDerivedPartByPart(PaddingRule padding)
    {
        foreach (Network network in (Network[])[TinyGraphs.Network(1, padding), TinyProductGraphs.Network(1, padding)])
        {
            OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(3), new ExactAdder()));
            BranchBounds found = Run(network, operators, InputRegion.Full, splits: 2);
            Certificate certificate = Certificate.Of(network, operators, InputRegion.Full, found.Bounds);
            certificate = certificate with { Result = certificate.Result with { Method = BoundMethod.Branching(found.Splits) } };
            Verdict verdict = (padding == PaddingRule.Skip ? certificate : certificate with { Elements = null }).Check();
            Assert.True(verdict.IsAccepted, string.Join('\n', verdict.Reasons));
        }
    }

    [Fact]
    public void Certificates_OfAnotherDivision_AreRefused()
    {
        Network network = ExhaustiveNetworkTests.TwoConvolutions();
        InputRegion region = InputRegion.Linf([[100, 101, 102, 103]], 4);
        BranchBounds found = Run(network, OperatorAssignment.Exact, region, splits: 6);
        Certificate certificate = Certificate.Of(network, OperatorAssignment.Exact, region, found.Bounds);
        certificate = certificate with { Result = certificate.Result with { Method = BoundMethod.Branching(found.Splits) } };
        Assert.True(certificate.Check().IsAccepted);

        // Fewer parts are wider; parts that there are not, codes outside of them and tensors that are no inputs divide nothing.
        (Action<JsonArray> Edit, string Reason)[] edits =
        [
            (splits => splits.RemoveAt(splits.Count - 1), "unsound"),
            (splits => splits[0]!["part"] = 1, "splits[0] divides nothing"),
            (splits => splits[0]!["at"] = 127, "splits[0] divides nothing"),
            (splits => splits[0]!["element"] = 4, "splits[0] divides nothing"),
            (splits => splits[0]!["tensor"] = (1L << 32) + (long)splits[0]!["tensor"]!, "splits[0] divides nothing"),
            (splits => splits.Clear(), "no list"),
        ];
        foreach ((Action<JsonArray> edit, string reason) in edits)
        {
            Verdict verdict = (certificate with { Edit = root => edit(root["method"]!["splits"]!.AsArray()) }).Check();
            Assert.Contains(verdict.Reasons, each => each.Contains(reason, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ANetworkWithStates_IsRefused()
    {
        Network network = TinyGraphs.Stateful(0);
        Assert.Contains("leave --splits out", Assert.Throws<InputException>(() => Run(network, OperatorAssignment.Exact, InputRegion.Full, 1)).Message, StringComparison.Ordinal);
    }

    private static BranchBounds Run(Network network, OperatorAssignment operators, InputRegion region, int splits) =>
        BranchAnalysis.Run(network, operators, region, splits, AnalysisOptions.Default, step: null, CancellationToken.None);

    private static void AssertInside(NetworkBounds wider, NetworkBounds bounds)
    {
        foreach ((int tensor, Box box) in bounds.Tensors)
        {
            Assert.True(wider.Tensors[tensor].Contains(box));
        }

        foreach ((LayerBounds outer, LayerBounds inner) in wider.Layers.Zip(bounds.Layers))
        {
            Assert.Equal(0, (int)(inner.Weights.Bits & ~outer.Weights.Bits));
            Assert.True(outer.Input.Contains(inner.Input) && outer.Prefix.Contains(inner.Prefix) && outer.AnyOrder.Contains(inner.AnyOrder));
            foreach ((ChannelBounds outerChannel, ChannelBounds innerChannel) in outer.Channels.Zip(inner.Channels))
            {
                Assert.True(outerChannel.Acc.Contains(innerChannel.Acc) && outerChannel.Product.Contains(innerChannel.Product) && outerChannel.Output.Contains(innerChannel.Output));
            }
        }
    }

    private static int WidthOf(NetworkBounds bounds, Network network)
    {
        Box box = bounds.Tensors[network.Graph.Outputs[0]];
        return box.Upper.ToArray().Sum(code => code) - box.Lower.ToArray().Sum(code => code);
    }
}
