using QMacVerify.Generators.Operators;

namespace QMacVerify.Generators.Tests.Operators;

/// <summary>Each multiplier against its definition and against the C# expression that kernels contain, on all 65,536 pairs.</summary>
public sealed class MultiplierTests
{
    private static readonly Multiplier[] All =
        [new ExactMultiplier(), .. Enumerable.Range(0, TruncatedMultiplier.MaxDrop + 1).Select(drop => new TruncatedMultiplier(drop))];

    [Fact]
    public void Apply_Truncated_IsTheFloorOfTheProduct()
    {
        for (int drop = 0; drop <= TruncatedMultiplier.MaxDrop; drop++)
        {
            TruncatedMultiplier multiplier = new(drop);
            double step = Math.Pow(2, drop);
            AssertEachPair(multiplier, (activation, weight) => (int)(Math.Floor(activation * weight / step) * step));
        }
    }

    [Fact]
    public void Apply_Exact_IsTheProduct() => AssertEachPair(new ExactMultiplier(), (activation, weight) => activation * weight);

    [Fact]
    public void ProductExpression_Compiled_EqualsApply()
    {
        string methods = string.Join('\n', All.Select((multiplier, i) =>
            $"public static int Of{i}(sbyte activation, sbyte weight) => {multiplier.ProductExpression("activation", "weight")};"));
        Type products = GeneratedCode.Compile($"public static class Products {{ {methods} }}").GetType("Products")!;

        for (int i = 0; i < All.Length; i++)
        {
            var compiled = products.GetMethod($"Of{i}")!.CreateDelegate<Func<sbyte, sbyte, int>>();
            AssertEachPair(All[i], (activation, weight) => compiled((sbyte)activation, (sbyte)weight));
        }
    }

    private static void AssertEachPair(Multiplier multiplier, Func<int, int, int> expected)
    {
        for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation++)
        {
            for (int weight = sbyte.MinValue; weight <= sbyte.MaxValue; weight++)
            {
                int product = multiplier.Apply(activation, weight);
                if (product != expected(activation, weight) || product != (short)product)
                {
                    Assert.Fail($"{multiplier}: {activation} * {weight} gives {product}, expected {expected(activation, weight)}");
                }
            }
        }
    }
}
