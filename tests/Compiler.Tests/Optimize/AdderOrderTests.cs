using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>Products may be added in any order, so those of removed channels may come first.</summary>
public sealed class AdderOrderTests
{
    public static TheoryData<string> Adders()
    {
        TheoryData<string> specs = new("exact");
        foreach (int bits in (int[])[0, 1, 2, 3, 5, 8, 16, 31])
        {
            specs.Add($"trunc:{bits}");
            specs.Add($"loa:{bits}");
            specs.Add($"eta1:{bits}");
        }

        return specs;
    }

    /// <summary>All of 5 bits, and random numbers that wrap.</summary>
    [Theory]
    [MemberData(nameof(Adders))]
    public void Apply_TwoAddends_InEitherOrder(string spec)
    {
        Adder adder = OperatorSpec.ParseAdder(spec, out _)!;
        SplitMix64 random = new(1);
        for (int i = 0; i < 32 * 32 * 32; i++)
        {
            AssertOrder(adder, i % 32, i / 32 % 32, i / 1024);
            AssertOrder(adder, unchecked((int)random.NextUInt64()), unchecked((int)random.NextUInt64()), unchecked((int)random.NextUInt64()));
        }
    }

    private static void AssertOrder(Adder adder, int acc, int first, int second) => Assert.True(
        adder.Apply(adder.Apply(acc, first), second) == adder.Apply(adder.Apply(acc, second), first), $"{adder}: {acc}, {first}, {second}");
}
