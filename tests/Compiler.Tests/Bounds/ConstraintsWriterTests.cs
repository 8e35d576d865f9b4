using System.Text;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

public sealed class ConstraintsWriterTests
{
    private static readonly OperatorAssignment Truncated =
        new(new OperatorPair(new TruncatedMultiplier(2), new TruncatedAdder(1)));

    [Fact]
    public void Write_OfASmallNetwork_IsTheVerifiedFile()
    {
        Model model = TinyGraphs.Network(1);
        string name = model.Graph.MacNodes.Last().Name;
        OperatorAssignment perLayer = Truncated with { Layers = EquatableArray.Of(new LayerOperators(name, OperatorPair.Exact)) };
        InputRegion region = Samples.Around(model, new SplitMix64(7), 6);
        Snapshot.Verify(ConstraintsWriter.Write(Constraints.Compute(model, perLayer, region)), "Network", "json");
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        Model model = TinyGraphs.Network(2);
        string first = ConstraintsWriter.Write(Constraints.Compute(model, Truncated, InputRegion.Full));
        Assert.Equal(first, ConstraintsWriter.Write(Constraints.Compute(model, Truncated, InputRegion.Full)));
    }

    [Fact]
    public void Write_OfSoundBounds_IsReadByTheRunTimeCheck()
    {
        Model model = TinyGraphs.Network(2);
        ConstraintsResult result = Constraints.Compute(model, Truncated, InputRegion.Full);
        AccumulatorCheck check = AccumulatorCheck.Read(Encoding.UTF8.GetBytes(ConstraintsWriter.Write(result)), "D_sound.json");
        LayerBounds layer = result.Layers[1];
        check.Verify(layer.Index, 0, (int)layer.Channels[0].Acc.Upper);
        Assert.Throws<AccumulatorBoundException>(() => check.Verify(layer.Index, 0, (int)layer.Channels[0].Acc.Upper + 1));
    }

    [Fact]
    public void Digest_OfAnEditedFile_IsNotValid()
    {
        string text = ConstraintsWriter.Write(Constraints.Compute(TinyGraphs.Network(2), Truncated, InputRegion.Full));
        Assert.True(TextDigest.IsValid(text));
        Assert.False(TextDigest.IsValid(text.Replace("\"never\"", "\"possible\"", StringComparison.Ordinal)));
        Assert.False(TextDigest.IsValid(text[..^1]));
        Assert.False(TextDigest.IsValid("{}\n"));
    }

    [Fact]
    public void Write_OfObservedBounds_LiesInsideTheSoundOnesAndSaysSo()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Model model = TinyGraphs.Network(seed);
            OperatorAssignment operators = new(Samples.Operators[(seed * 3) % Samples.Operators.Count]);
            InputRegion region = Samples.Around(model, new SplitMix64((ulong)seed), 10);
            ObservedBounds observed = new(model, operators);
            Compiler.Reference.ReferenceEngine engine = new(model, operators, observed);
            SplitMix64 random = new((ulong)seed);
            for (int run = 0; run < 5; run++)
            {
                byte[] input = Array.ConvertAll(Samples.Inside(Samples.InputBox(model, region), random), code => (byte)code);
                engine.Run([input], [new byte[engine.Outputs[0].ByteCount]]);
            }

            ConstraintsResult tight = observed.ToResult(region, samples: 5, seed: (ulong)seed);
            ConstraintsResult sound = Constraints.Compute(model, operators, region);
            Assert.Equal(sound.Layers.Count, tight.Layers.Count);
            foreach ((LayerBounds inner, LayerBounds outer) in tight.Layers.Zip(sound.Layers))
            {
                Assert.Equal(outer.Index, inner.Index);
                IntervalAnalysisTests.AssertInside(inner, outer);
            }

            string text = ConstraintsWriter.Write(tight);
            Assert.True(TextDigest.IsValid(text));
            Assert.Contains("\"kind\": \"empirical\"", text, StringComparison.Ordinal);
            Assert.Contains("\"samples\": 5", text, StringComparison.Ordinal);
        }
    }
}
