using System.Text.Json.Nodes;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Compiler.Tests.Bounds.Linear;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>Linear bounds, which the checker derives again in integers.</summary>
public sealed class LinearCertificateTests
{
    [Theory]
    [InlineData("exact", "exact", "chain", "pools", "residual", "views", "products", "zero points", "onnx")]
    [InlineData("mitchell", "loa:3", "chain", "residual")]
    [InlineData("trunc:2", "trunc:4", "pools", "zero points")]
    public void Check_OfLinearBounds_AcceptsThem_AndRefusesEachShrunkEnd(string multiplier, string adder, params string[] kinds)
    {
        OperatorAssignment operators = new(new OperatorPair(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!));
        int beyondIntervals = 0;
        foreach ((int seed, string kind) in kinds.Index())
        {
            Network network = LinearAnalysisTests.NetworkOf(kind, seed);
            SplitMix64 random = new((ulong)seed);
            InputRegion region = Samples.Around(network, random, epsilon: 1 + seed);
            LinearOptions options = new() { Depth = 1 + (seed % 6) };
            NetworkBounds bounds = LinearAnalysis.Run(network, operators, region, options, CancellationToken.None).Bounds;
            Certificate certificate = Of(bounds);
            Assert.Equal((kind, ""), (kind, string.Join('\n', certificate.Check().Reasons)));

            // By intervals alone these bounds do not follow.
            beyondIntervals += Of(bounds, new LinearOptions { Depth = 0 }).Check().IsAccepted ? 0 : 1;
            foreach ((int tensor, Box box) in bounds.Tensors.OrderBy(pair => pair.Key).TakeLast(3))
            {
                int element = random.NextBelow(box.Count);
                if (!box[element].IsPoint)
                {
                    Assert.False(Of(new NetworkBounds(bounds.Tensors.ToDictionary(pair => pair.Key, pair => pair.Key == tensor ? Raised(box, element) : pair.Value), bounds.Layers)).Check().IsAccepted);
                }
            }

            int layer = bounds.Layers.Count - 1;
            Assert.False((certificate with { Edit = root => Move(root, layer, end: 0, by: 1) }).Check().IsAccepted);
            Assert.False((certificate with { Edit = root => Move(root, layer, end: 1, by: -1) }).Check().IsAccepted);
            Assert.True((certificate with { Edit = root => Move(root, layer, end: 1, by: 1) }).Check().IsAccepted);

            Certificate Of(NetworkBounds stated, LinearOptions? deep = null)
            {
                Certificate made = Certificate.Of(network, operators, region, stated);
                return made with { Result = made.Result with { Method = BoundMethod.Linear((deep ?? options).Depth) } };
            }
        }

        Assert.True(beyondIntervals > 0);
    }

    [Fact]
    public void Check_OfAnotherMethodOrRegister_Refuses()
    {
        Network network = LinearAnalysisTests.NetworkOf("chain", 1);
        InputRegion region = Samples.Around(network, new SplitMix64(1), epsilon: 2);
        NetworkBounds bounds = LinearAnalysis.Run(network, OperatorAssignment.Exact, region, LinearOptions.Default, CancellationToken.None).Bounds;
        Certificate made = Certificate.Of(network, OperatorAssignment.Exact, region, bounds);
        Certificate certificate = made with { Result = made.Result with { Method = BoundMethod.Linear(4) } };

        AssertRefused(root => root["method"]!["name"] = "ibp", "has \"depth\"");
        AssertRefused(root => root["method"]!["name"] = "lp", "the method is \"lp\", which this checker does not derive");
        AssertRefused(root => root["method"]!["depth"] = -1, "the method looks back through -1 layers");
        AssertRefused(root => root["method"]!["experimental"] = false, "the method is experimental");
        AssertRefused(root => root["semantics"]!["accumulator"]!["bits"] = 31, "semantics: linear forms are about accumulators of 32 bits");

        void AssertRefused(Action<JsonObject> edit, string reason) =>
            Assert.Contains(reason, Assert.Single((certificate with { Edit = edit }).Check().Reasons), StringComparison.Ordinal);
    }

    private static Box Raised(Box box, int element)
    {
        sbyte[] lower = box.Lower.ToArray();
        lower[element]++;
        return new Box(lower, box.Upper.ToArray());
    }

    private static void Move(JsonObject root, int layer, int end, int by)
    {
        JsonArray acc = root["layers"]![layer]!["channels"]![0]!["acc"]!.AsArray();
        acc[end] = acc[end]!.GetValue<long>() + by;
    }
}
