using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Rules;

/// <summary>Operations of two independent tensors beside all pairs of their codes: each bound is the least or the greatest result.</summary>
public sealed class ElementwiseBoundsTests
{
    private const int Elements = 5;

    public static TheoryData<string> Operations { get; } =
    [
        Add.OpName, Sub.OpName, Mul.OpName, Maximum.OpName, Minimum.OpName, Prelu.OpName, PairLookup.OpName,
        QLinearAdd.OpName, QLinearMultiply.OpName, XnnpackAdd.OpName,
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Bounds_OfTwoInputs_AreThoseOfAllPairsOfCodes(string operation)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            TinyGraphBuilder builder = new("pairs", random);
            int zeroPoint = random.NextSByte();
            int first = builder.Input([1, Elements], zeroPoint);
            int second = builder.Input([1, seed % 3 == 0 ? 1 : Elements], zeroPoint);
            int output = Operation(builder, operation, first, second, seed % 2 == 0 ? RequantizationKind.TfliteDouble : RequantizationKind.TfliteSingle);
            Network network = builder.Build();

            // Elements beside the zero point, where rectifiers bend, and anywhere.
            sbyte[] near = new sbyte[Elements];
            random.FillInt8(near);
            near[0] = (sbyte)zeroPoint;
            near[1] = (sbyte)Math.Clamp(zeroPoint + 2, sbyte.MinValue, sbyte.MaxValue);
            sbyte[] other = new sbyte[builder.ElementCount(second)];
            random.FillInt8(other);
            NetworkBounds bounds = IntervalAnalysis.Run(network, new OperatorAssignment(OperatorPair.Exact), InputRegion.Linf([near, other], random.NextBelow(9)));

            Box codes = bounds.Tensors[output];
            Func<sbyte, sbyte, sbyte> code = ElementwiseCode.Of(network, network.Graph.Nodes.OfType<ElementwiseNode>().Single());
            for (int i = 0; i < Elements; i++)
            {
                Interval results = ResultsOf(code, bounds.Tensors[first][i], bounds.Tensors[second][i % other.Length]);
                Assert.True(results == codes[i], $"seed {seed}, element {i}: {codes[i]}, of all pairs {results}");
            }
        }
    }

    /// <summary>Shifts so large that 32 bits do not hold what they make of some codes.</summary>
    [Theory]
    [InlineData(RequantizationKind.TfliteDouble)]
    [InlineData(RequantizationKind.TfliteSingle)]
    public void IsMonotone_LargeShifts_IsWhetherNoPairOfCodesWraps(RequantizationKind kind)
    {
        SplitMix64 random = new(3);
        int[] wrapping = new int[4];
        for (int i = 0; i < 1600; i++)
        {
            Interval first = SomeCodes(random);
            Interval second = SomeCodes(random);
            QuantizedMultiplier[] m = [SomeMultiplier(random, 8), SomeMultiplier(random, 8), SomeMultiplier(random, 8)];
            QuantizedMultiplier large = SomeMultiplier(random, 24);
            (ElementwiseNode Node, Func<long, long, bool> Wraps) each = (i % 4) switch
            {
                0 => (new Add("n", 0, 1, 2, kind, m[0], m[1], m[2], ClampRange.Full), (a, b) => Sum(a, b, 1)),
                1 => (new Sub("n", 0, 1, 2, kind, m[0], m[1], m[2], ClampRange.Full), (a, b) => Sum(a, b, -1)),
                2 => (new Mul("n", 0, 1, 2, new Rescale(kind, large), ClampRange.Full), (a, b) => Wraps(a * b, large)),
                _ => (new Prelu("n", 0, 1, 2, kind, m[0] with { Shift = m[0].Shift + 20 }, large), (a, b) => Wraps(a, m[0] with { Shift = m[0].Shift + 20 }) || Wraps(a * b, large)),
            };

            bool wraps = PairsOf(first, second).Any(pair => each.Wraps(pair.First, pair.Second));

            wrapping[i % 4] += wraps ? 1 : 0;
            Assert.True(wraps != ElementwiseBounds.IsMonotone(each.Node, first, second), $"{i}: {each.Node} on {first} and {second}: {(wraps ? "some pair wraps" : "none does")}");

            bool Sum(long a, long b, int sign)
            {
                (long x, long y) = (a << ScaledSum.LeftShift, b << ScaledSum.LeftShift);
                return Wraps(x, m[0]) || Wraps(y, m[1]) || Wraps(Rescaled(x, m[0]) + (sign * Rescaled(y, m[1])), m[2]);
            }
        }

        Assert.All(wrapping, count => Assert.InRange(count, 20, 380));

        bool Wraps(long x, QuantizedMultiplier by) => WideRescale.Wraps(x, kind, by);

        long Rescaled(long x, QuantizedMultiplier by) => WideRescale.Of(x, kind, by);
    }

    private static Interval ResultsOf(Func<sbyte, sbyte, sbyte> code, Interval first, Interval second) =>
        PairsOf(first, second).Aggregate(Interval.Empty, (hull, pair) => hull.Hull(Interval.Point(code((sbyte)pair.First, (sbyte)pair.Second))));

    private static IEnumerable<(long First, long Second)> PairsOf(Interval first, Interval second)
    {
        for (long a = first.Lower; a <= first.Upper; a++)
        {
            for (long b = second.Lower; b <= second.Upper; b++)
            {
                yield return (a, b);
            }
        }
    }

    /// <summary>Codes less their zero point: up to 13 of -255 to 255.</summary>
    private static Interval SomeCodes(SplitMix64 random)
    {
        int least = random.NextBelow(499) - 255;
        return new Interval(least, least + random.NextBelow(13));
    }

    private static QuantizedMultiplier SomeMultiplier(SplitMix64 random, int greatestShift) =>
        new((1 << 30) + random.NextBelow(1 << 30), greatestShift - random.NextBelow(16));

    private static int Operation(TinyGraphBuilder builder, string operation, int first, int second, RequantizationKind kind) => operation switch
    {
        Add.OpName => builder.Add(first, second),
        Sub.OpName => builder.Sub(first, second, kind),
        Mul.OpName => builder.Mul(first, second, kind),
        Maximum.OpName => builder.Maximum(first, second),
        Minimum.OpName => builder.Minimum(first, second),
        Prelu.OpName => builder.Prelu(first, second, kind),
        PairLookup.OpName => builder.PairLookup(first, second),
        QLinearAdd.OpName => builder.QLinearAdd(first, second),
        QLinearMultiply.OpName => builder.QLinearMultiply(first, second),
        _ => builder.XnnpackAdd(first, second),
    };
}
