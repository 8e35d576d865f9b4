using System.Numerics;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Circuits;

/// <summary>Each adder against its definition and against the C# statement that kernels contain, on corners and random pairs.</summary>
public sealed class AdderTests
{
    internal static readonly Adder[] All =
    [
        new ExactAdder(),
        .. Enumerable.Range(0, TruncatedAdder.MaxDrop + 1).Select(drop => new TruncatedAdder(drop)),
        .. Enumerable.Range(0, LowerPartOrAdder.MaxLower + 1).Select(lower => new LowerPartOrAdder(lower)),
        .. Enumerable.Range(0, ErrorTolerantAdder.MaxLower + 1).Select(lower => new ErrorTolerantAdder(lower)),
    ];

    private static readonly int[] Operands = MakeOperands();

    [Fact]
    public void All_OfEveryForm_AreThere() => Assert.Equal(
        OperatorSpec.Adders.Select(form => form.Name).Order(StringComparer.Ordinal),
        All.Select(adder => adder.Spec.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Apply_Truncated_AddsTheFloorsModulo32Bits()
    {
        for (int drop = 0; drop <= TruncatedAdder.MaxDrop; drop++)
        {
            TruncatedAdder adder = new(drop);
            BigInteger step = BigInteger.One << drop;
            ForEachPair((a, b) => AssertSum(adder, a, b, Wrap((Floor(a, step) + Floor(b, step)) * step)));
        }
    }

    [Fact]
    public void Apply_LowerPartOr_OrsTheLowBitsAndCarriesTheirHighestAnd()
    {
        foreach (LowerPartOrAdder adder in All.OfType<LowerPartOrAdder>())
        {
            ForEachPair(adder, (a, b) => AssertSum(adder, a, b, Wrap(FromBits(
                adder.Lower, a, b, carry: adder.Lower > 0 && Bit(a, adder.Lower - 1) && Bit(b, adder.Lower - 1), i => Bit(a, i) || Bit(b, i)))));
        }
    }

    [Fact]
    public void Apply_ErrorTolerant_SetsAllBitsFromTheFirstPairOfOnesDown()
    {
        foreach (ErrorTolerantAdder adder in All.OfType<ErrorTolerantAdder>())
        {
            ForEachPair(adder, (a, b) =>
            {
                int first = adder.Lower - 1;
                while (first >= 0 && !(Bit(a, first) && Bit(b, first)))
                {
                    first--;
                }

                AssertSum(adder, a, b, Wrap(FromBits(adder.Lower, a, b, carry: false, i => i <= first || (Bit(a, i) != Bit(b, i)))));
            });
        }
    }

    [Theory]
    [InlineData("exact", 0)]
    [InlineData("trunc:2", -3)]
    [InlineData("trunc:4", -15)]
    [InlineData("loa:1", 0.25)]
    [InlineData("loa:2", 0.25)]
    [InlineData("loa:5", 0.25)]
    [InlineData("eta1:2", -0.6875)]
    [InlineData("eta1:4", -3.1)]
    public void Error_OfAllLowBits_AttainsTheErrorRangeAndTheMeanOfTheDefinition(string spec, double mean)
    {
        Adder adder = OperatorSpec.ParseAdder(spec, out _)!;
        int[] errors = [.. from a in Enumerable.Range(0, 128) from b in Enumerable.Range(0, 128) select adder.Apply(a, b) - (a + b)];
        Assert.Equal(adder.ErrorRange, new Interval(errors.Min(), errors.Max()));
        Assert.Equal(mean, errors.Average(), 0.05);
    }

    [Fact]
    public void Apply_ThreeAddends_DependOnNoOrder()
    {
        SplitMix64 random = new(3);
        foreach (Adder adder in All)
        {
            for (int i = 0; i < 500; i++)
            {
                (int start, int a, int b) = (Small(random), Small(random), Small(random));
                int sum = adder.Apply(adder.Apply(start, a), b);
                Assert.Equal(sum, adder.Apply(adder.Apply(start, b), a));
                Assert.Equal(sum, adder.Apply(start, adder.Apply(a, b)));
            }
        }
    }

    [Fact]
    public void ApproximateBits_ZerosThereInTheAddend_LoseAccumulatorBitsAtMost()
    {
        foreach (Adder adder in All)
        {
            int upper = -1 << adder.ApproximateBits;
            ForEachPair((a, b) => AssertSum(adder, a, b & upper, unchecked((adder.ZeroIsIdentity ? a : a & upper) + (b & upper))));
        }
    }

    [Fact]
    public void ErrorRange_HoldsWhereNothingWraps()
    {
        foreach (Adder adder in All)
        {
            (long lower, long upper) = adder.ErrorRange;
            ForEachPair((a, b) =>
            {
                if ((long)a + b == a + b)
                {
                    long error = adder.Apply(a, b) - ((long)a + b);
                    Assert.True((error >= lower && error <= upper) || WrapsInside(a, b, lower, upper), $"{adder}: {a} + {b} errs by {error}");
                }
            });
        }
    }

    [Fact]
    public void ZeroIsIdentity_OnlyForAddersThatKeepAllBits()
    {
        foreach (Adder adder in All)
        {
            Assert.Equal(adder.ZeroIsIdentity, Operands.All(a => adder.Apply(a, 0) == a));
        }
    }

    [Fact]
    public void AddStatement_Compiled_EqualsApply()
    {
        string methods = string.Join('\n', All.Select((adder, i) =>
            $"public static int Of{i}(int acc, int a, int b) {{ {adder.AddStatement("acc", "a ^ b")} return acc; }}"));
        Type sums = GeneratedCode.Compile($"using QMacVerify.Runtime;\npublic static class Sums {{ {methods} }}").GetType("Sums")!;

        for (int i = 0; i < All.Length; i++)
        {
            Adder adder = All[i];
            var compiled = sums.GetMethod($"Of{i}")!.CreateDelegate<Func<int, int, int, int>>();
            ForEachPair((a, b) => AssertSum(adder, a, b, compiled(a, b, 0)));
        }
    }

    /// <summary>The exact sum fits, but the circuit's may lie outside int32.</summary>
    private static bool WrapsInside(int a, int b, long lower, long upper) =>
        (long)a + b + lower < int.MinValue || (long)a + b + upper > int.MaxValue;

    /// <summary>A sum in two parts: the floors above <paramref name="lower"/> bits with a carry, and low bits one by one.</summary>
    private static BigInteger FromBits(int lower, int a, int b, bool carry, Func<int, bool> lowBit)
    {
        BigInteger step = BigInteger.One << lower;
        BigInteger sum = (Floor(a, step) + Floor(b, step) + (carry ? 1 : 0)) * step;
        for (int bit = 0; bit < lower; bit++)
        {
            sum += lowBit(bit) ? BigInteger.One << bit : 0;
        }

        return sum;
    }

    private static bool Bit(int value, int position) => ((value >> position) & 1) != 0;

    private static void AssertSum(Adder adder, int a, int b, int expected)
    {
        if (adder.Apply(a, b) != expected)
        {
            Assert.Fail($"{adder}: {a} + {b} gives {adder.Apply(a, b)}, expected {expected}");
        }
    }

    private static int Small(SplitMix64 random) => (int)random.NextUInt64() >> random.NextBelow(31);

    private static BigInteger Floor(int value, BigInteger step)
    {
        BigInteger quotient = BigInteger.DivRem(value, step, out BigInteger remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    private static int Wrap(BigInteger value) => unchecked((int)(uint)(value & uint.MaxValue));

    private static int[] MakeOperands()
    {
        SplitMix64 random = new(7);
        List<int> operands = [0, 1, -1, 127, -128, int.MaxValue, int.MinValue, int.MaxValue - 1, int.MinValue + 1];
        for (int bit = 1; bit < 31; bit += 3)
        {
            operands.AddRange([1 << bit, (1 << bit) - 1, -(1 << bit)]);
        }

        for (int i = 0; i < 60; i++)
        {
            operands.Add(Small(random));
        }

        return [.. operands];
    }

    /// <summary>All operands of 7 bits where those reach every combination of low bits; corners and random ones for each adder.</summary>
    private static void ForEachPair(Adder adder, Action<int, int> check)
    {
        ForEachPair(check);
        for (int a = -64; adder.ApproximateBits <= 5 && a < 64; a++)
        {
            for (int b = -64; b < 64; b++)
            {
                check(a, b);
            }
        }
    }

    private static void ForEachPair(Action<int, int> check)
    {
        foreach (int a in Operands)
        {
            foreach (int b in Operands)
            {
                check(a, b);
            }
        }
    }
}
