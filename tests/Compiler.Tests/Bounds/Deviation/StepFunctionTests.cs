using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Tests.Bounds.Deviation;

public sealed class StepFunctionTests
{
    /// <summary>Requantizations whose codes change every few accumulators, and all at once.</summary>
    private static readonly Dictionary<string, Rescaler> Rescalers = new()
    {
        ["double"] = Rescaler.TfliteDouble(1_518_500_250, -3),
        ["double, left"] = Rescaler.TfliteDouble(1 << 30, 2),
        ["single"] = Rescaler.TfliteSingle(1_288_490_189, -2),
        ["float"] = Rescaler.OnnxFloat(0.37f),
    };

    public static TheoryData<string> Requantizations => [.. Rescalers.Keys];

    [Theory]
    [MemberData(nameof(Requantizations))]
    public void Difference_OfRequantizations_IsThatOfAllPairs(string name)
    {
        Rescaler rescaler = Rescalers[name];
        SplitMix64 random = new(7);
        for (int round = 0; round < 60; round++)
        {
            int zeroPoint = random.NextSByte();
            int lower = round % 3 == 0 ? -20 : sbyte.MinValue;
            int upper = round % 3 == 1 ? 40 : sbyte.MaxValue;
            AssertIsThatOfAllPairs(random, acc => rescaler.Requantize((int)acc, zeroPoint, lower, upper), StepFunction.OfNondecreasing, name);
        }
    }

    [Fact]
    public void Difference_OfArbitrarySteps_IsThatOfAllPairs()
    {
        SplitMix64 random = new(8);
        for (int round = 0; round < 60; round++)
        {
            sbyte[] codes = new sbyte[40];
            random.FillInt8(codes);
            int width = 1 + random.NextBelow(9);
            AssertIsThatOfAllPairs(
                random,
                acc => codes[Step(acc)],
                (domain, _) => StepFunction.Of(domain, Step, step => codes[step]),
                "steps");

            int Step(long acc) => (int)Math.Clamp((acc + 100) / width, 0, codes.Length - 1);
        }
    }

    [Fact]
    public void Difference_OfTables_IsThatOfAllPairs()
    {
        SplitMix64 random = new(9);
        for (int round = 0; round < 20; round++)
        {
            sbyte[] table = new sbyte[256];
            random.FillInt8(table);
            StepFunction function = StepFunction.OfTable(table);
            Interval exact = Some(random, -128, 127);
            Interval approximate = Some(random, -128, 127);
            Interval difference = Differences.Between(exact, approximate);
            Assert.Equal(
                OfAllPairs(exact, approximate, difference, code => table[code + 128]), function.Difference(exact, approximate, difference));
        }
    }

    [Fact]
    public void Steps_FoundByBisection_AreThoseOfALinearScan()
    {
        // A step function of 1 at its arguments and 0 elsewhere shows each start: the difference to the argument before.
        Rescaler rescaler = Rescaler.TfliteDouble(1_850_000_000, -2);
        Interval domain = new(-700, 700);
        StepFunction function = StepFunction.OfNondecreasing(domain, acc => rescaler.Requantize((int)acc, 3));
        for (long acc = domain.Lower + 1; acc <= domain.Upper; acc++)
        {
            int expected = rescaler.Requantize((int)acc, 3) - rescaler.Requantize((int)acc - 1, 3);
            Assert.Equal(Interval.Point(expected), function.Difference(Interval.Point(acc - 1), Interval.Point(acc), Interval.Point(1)));
        }
    }

    private static void AssertIsThatOfAllPairs(
        SplitMix64 random, Func<long, int> code, Func<Interval, Func<long, int>, StepFunction> function, string name)
    {
        Interval exact = Some(random, -150, 150);
        Interval approximate = Some(random, -150, 150);

        // Some difference is possible.
        int some = (int)(approximate.Lower + random.NextBelow((int)(approximate.Upper - approximate.Lower) + 1) - exact.Upper);
        Interval difference = new Interval(some, some + random.NextBelow(20)).Hull(Interval.Point(some - random.NextBelow(20)));
        Interval expected = OfAllPairs(exact, approximate, difference, code);
        Assert.Equal((name, expected), (name, function(exact.Hull(approximate), code).Difference(exact, approximate, difference)));
    }

    private static Interval OfAllPairs(Interval exact, Interval approximate, Interval difference, Func<long, int> code)
    {
        Interval result = Interval.Empty;
        for (long x = exact.Lower; x <= exact.Upper; x++)
        {
            for (long y = approximate.Lower; y <= approximate.Upper; y++)
            {
                result = difference.Contains(y - x) ? result.Hull(Interval.Point(code(y) - code(x))) : result;
            }
        }

        return result;
    }

    private static Interval Some(SplitMix64 random, int least, int greatest)
    {
        int a = least + random.NextBelow(greatest - least + 1);
        int b = least + random.NextBelow(greatest - least + 1);
        return new Interval(Math.Min(a, b), Math.Max(a, b));
    }
}
