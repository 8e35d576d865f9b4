using System.Numerics;
using QMacVerify.Generators.Operators;
using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Operators;

/// <summary>Each adder against its definition and against the C# statement that kernels contain, on corners and random pairs.</summary>
public sealed class AdderTests
{
    private static readonly Adder[] All =
        [new ExactAdder(), .. Enumerable.Range(0, TruncatedAdder.MaxDrop + 1).Select(drop => new TruncatedAdder(drop))];

    private static readonly int[] Operands = MakeOperands();

    [Fact]
    public void Apply_Truncated_AddsTheFloorsModulo32Bits()
    {
        for (int drop = 0; drop <= TruncatedAdder.MaxDrop; drop++)
        {
            TruncatedAdder adder = new(drop);
            BigInteger step = BigInteger.One << drop;
            ForEachPair((a, b) => Assert.Equal(Wrap((Floor(a, step) + Floor(b, step)) * step), adder.Apply(a, b)));
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
                    Assert.True(error >= lower && error <= upper || WrapsInside(a, b, lower), $"{adder}: {a} + {b} errs by {error}");
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
        Type sums = GeneratedCode.Compile($"public static class Sums {{ {methods} }}").GetType("Sums")!;

        for (int i = 0; i < All.Length; i++)
        {
            Adder adder = All[i];
            var compiled = sums.GetMethod($"Of{i}")!.CreateDelegate<Func<int, int, int, int>>();
            ForEachPair((a, b) => Assert.Equal(adder.Apply(a, b), compiled(a, b, 0)));
        }
    }

    /// <summary>The exact sum fits, but the circuit's lies below int32.</summary>
    private static bool WrapsInside(int a, int b, long lower) => (long)a + b + lower < int.MinValue;

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
            operands.Add((int)random.NextUInt64() >> random.NextBelow(31));
        }

        return [.. operands];
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
