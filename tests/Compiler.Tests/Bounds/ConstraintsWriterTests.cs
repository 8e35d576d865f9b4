using System.Text;
using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

public sealed class ConstraintsWriterTests
{
    private static readonly OperatorAssignment Truncated =
        new(new OperatorPair(new TruncatedMultiplier(2), new TruncatedAdder(1)));

    [Fact]
    public void Write_OfASmallNetwork_IsTheVerifiedFile()
    {
        Network network = TinyGraphs.Network(1);
        string name = network.Graph.MacNodes.Last().Name;
        OperatorAssignment perLayer = Truncated with { Layers = EquatableArray.Of(new LayerOperators(name, OperatorPair.Exact)) };
        InputRegion region = Samples.Around(network, new SplitMix64(7), 6);
        Snapshot.Verify(ConstraintsWriter.Write(Constraints.Compute(network, perLayer, region), network.Identity()), "Network", "json");
    }

    [Fact]
    public void Write_WherePaddingIsSkipped_LeavesIntervalsOfNothingEmpty()
    {
        // Every window of the second layer lies in the padding: no operand, no product, its outputs are its biases.
        TinyGraphBuilder builder = new("skipped", new SplitMix64(4));
        int first = builder.Conv2D(builder.Input([1, 4, 4, 1], zeroPoint: -7), 2, new TinyWindow(3, 3));
        builder.Conv2D(first, 2, new TinyWindow(1, 1) { StrideY = 9, StrideX = 9, Padding = new Padding(PaddingMode.Explicit, EquatableArray.Of(4, 4, 4, 4)) });
        Network network = builder.Build(padding: PaddingRule.Skip);
        Snapshot.Verify(ConstraintsWriter.Write(Constraints.Compute(network, Truncated, InputRegion.Full), network.Identity()), "Skipped", "json");
    }

    [Fact]
    public void Write_WhereSumsMayOverflow_SaysSoAndGivesEveryAccumulator()
    {
        // The first channel may wrap, the second cannot; a left shift may overflow in the second layer.
        TinyGraphBuilder builder = new("overflowing", new SplitMix64(2));
        int first = builder.FullyConnected(builder.Input([1, 2], zeroPoint: -128), 2, new TinyParameters
        {
            Weights = [127, 127, 0, -1], Bias = [int.MaxValue, -5], Multipliers = [new QuantizedMultiplier(1 << 30, -7)], Clamp = ClampRange.Full, ZeroPoint = 3,
        });
        builder.FullyConnected(first, 1, new TinyParameters
        {
            Weights = [127, 127], Bias = [1 << 24], Multipliers = [new QuantizedMultiplier(1 << 30, 8)], Clamp = ClampRange.Full, ZeroPoint = 0,
        });
        Network network = builder.Build();
        Snapshot.Verify(ConstraintsWriter.Write(Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full), network.Identity()), "Overflowing", "json");
    }

    [Fact]
    public void Write_OfAnOnnxModelOfUint8_IsTheVerifiedFile()
    {
        // A weight zero point of 28: products and sums of activations are bounded together.
        byte[] file = File.ReadAllBytes(RepositoryFiles.PathOf("tests", "fixtures", "conformance_onnx", "qlinearconv_20_u8u8_depthwise_notset.onnx"));
        Network network = OnnxImporter.Import(file, "conv.onnx", null, "uint8", new Dictionary<string, int[]>());
        Snapshot.Verify(ConstraintsWriter.Write(Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full), network.Identity()), "Onnx", "json");
    }

    [Fact]
    public void Write_OfSeveralKindsOfRequantization_NamesThatOfEachLayer()
    {
        TinyGraphBuilder builder = new("kinds", new SplitMix64(6));
        int first = builder.FullyConnected(builder.Input([1, 3]), 3);
        int second = builder.FullyConnected(first, 3, new TinyParameters { Kind = RequantizationKind.TfliteSingle });
        int third = builder.FullyConnected(second, 3);
        builder.FullyConnected(third, 2, new TinyParameters { Kind = RequantizationKind.Accumulator });
        Network network = builder.Build();
        ConstraintsResult result = Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full);
        using TemporaryFolder folder = new();
        string file = folder.PathOf("D_sound.json");
        File.WriteAllText(file, ConstraintsWriter.Write(result, network.Identity()));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal("tflite_double", json.RootElement.GetProperty("semantics").GetProperty("requant").GetString());
        Assert.Equal(
            [null, "tflite_single", null, "accumulator"],
            json.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.TryGetProperty("requant", out JsonElement kind) ? kind.GetString() : null));
        AccumulatorCheck.ReadFile(file).Verify(result.Layers[1].Index, 0, (int)result.Layers[1].Channels[0].Acc.Lower);
        Assert.Equal("kinds", CareSetReader.Read(file).Model);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        Network network = TinyGraphs.Network(2);
        string first = ConstraintsWriter.Write(Constraints.Compute(network, Truncated, InputRegion.Full), network.Identity());
        Assert.Equal(first, ConstraintsWriter.Write(Constraints.Compute(network, Truncated, InputRegion.Full), network.Identity()));
    }

    [Fact]
    public void Write_OfSoundBounds_IsReadByTheRunTimeCheck()
    {
        Network network = TinyGraphs.Network(2);
        ConstraintsResult result = Constraints.Compute(network, Truncated, InputRegion.Full);
        AccumulatorCheck check = AccumulatorCheck.Read(Encoding.UTF8.GetBytes(ConstraintsWriter.Write(result, network.Identity())), "D_sound.json");
        LayerBounds layer = result.Layers[1];
        check.Verify(layer.Index, 0, (int)layer.Channels[0].Acc.Upper);
        Assert.Throws<AccumulatorBoundException>(() => check.Verify(layer.Index, 0, (int)layer.Channels[0].Acc.Upper + 1));
    }

    [Fact]
    public void Digest_OfAnEditedFile_IsNotValid()
    {
        Network network = TinyGraphs.Network(2);
        string text = ConstraintsWriter.Write(Constraints.Compute(network, Truncated, InputRegion.Full), network.Identity());
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
            Network network = TinyGraphs.Network(seed);
            OperatorAssignment operators = new(Samples.Operators[(seed * 3) % Samples.Operators.Count]);
            InputRegion region = Samples.Around(network, new SplitMix64((ulong)seed), 10);
            ObservedBounds observed = new(network, operators);
            Compiler.Reference.ReferenceEngine engine = new(network, operators, observed);
            SplitMix64 random = new((ulong)seed);
            for (int run = 0; run < 5; run++)
            {
                byte[] input = Array.ConvertAll(Samples.Inside(Samples.InputBox(network, region), random), code => (byte)code);
                engine.Run([input], [new byte[engine.Outputs[0].ByteCount]]);
            }

            ConstraintsResult tight = observed.ToResult(region, samples: 5, seed: (ulong)seed);
            ConstraintsResult sound = Constraints.Compute(network, operators, region);
            Assert.Equal(sound.Layers.Count, tight.Layers.Count);
            foreach ((LayerBounds inner, LayerBounds outer) in tight.Layers.Zip(sound.Layers))
            {
                Assert.Equal(outer.Index, inner.Index);
                IntervalAnalysisTests.AssertInside(inner, outer);
            }

            string text = ConstraintsWriter.Write(tight, network.Identity());
            Assert.True(TextDigest.IsValid(text));
            Assert.Contains("\"kind\": \"empirical\"", text, StringComparison.Ordinal);
            Assert.Contains("\"samples\": 5", text, StringComparison.Ordinal);
        }
    }
}
