using System.Numerics;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Tests.Circuits;

/// <summary>Each multiplier against its definition and against the C# expression that kernels contain, on all 65,536 pairs.</summary>
public sealed class MultiplierTests
{
    private static readonly Multiplier[] All =
    [
        new ExactMultiplier(),
        .. Range(0, TruncatedMultiplier.MaxDrop).Select(drop => new TruncatedMultiplier(drop)),
        .. Range(0, OperandTruncatedMultiplier.MaxDrop).Select(drop => new OperandTruncatedMultiplier(drop)),
        .. Range(0, ColumnTruncatedMultiplier.MaxDrop).Select(drop => new ColumnTruncatedMultiplier(drop)),
        .. from rows in Range(0, BrokenArrayMultiplier.MaxRows)
           from columns in Range(0, BrokenArrayMultiplier.MaxColumns)
           select new BrokenArrayMultiplier(rows, columns),
        .. Range(DrumMultiplier.MinKept, DrumMultiplier.MaxKept).Select(kept => new DrumMultiplier(kept)),
        new MitchellMultiplier(),
    ];

    [Fact]
    public void All_OfEveryForm_AreThere() => Assert.Equal(
        OperatorSpec.Multipliers.Select(form => form.Name).Order(StringComparer.Ordinal),
        All.Select(multiplier => multiplier.Spec.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Apply_Exact_IsTheProduct() => AssertEachPair(new ExactMultiplier(), (activation, weight) => activation * weight);

    [Fact]
    public void Apply_DropZero_IsTheProduct()
    {
        foreach (Multiplier multiplier in (Multiplier[])
            [new TruncatedMultiplier(0), new OperandTruncatedMultiplier(0), new ColumnTruncatedMultiplier(0), new BrokenArrayMultiplier(0, 0)])
        {
            AssertEachPair(multiplier, (activation, weight) => activation * weight);
        }
    }

    [Fact]
    public void Apply_Truncated_IsTheFloorOfTheProduct()
    {
        foreach (TruncatedMultiplier multiplier in All.OfType<TruncatedMultiplier>())
        {
            AssertEachPair(multiplier, (activation, weight) => Floor(activation * weight, multiplier.Drop));
        }
    }

    [Fact]
    public void Apply_OperandTruncated_IsTheProductOfTheFloors()
    {
        foreach (OperandTruncatedMultiplier multiplier in All.OfType<OperandTruncatedMultiplier>())
        {
            AssertEachPair(multiplier, (activation, weight) => Floor(activation, multiplier.Drop) * Floor(weight, multiplier.Drop));
        }
    }

    [Fact]
    public void Apply_ColumnTruncatedAndBrokenArray_IsTheSumOfThePartialProductsThatAreLeft()
    {
        foreach (ColumnTruncatedMultiplier multiplier in All.OfType<ColumnTruncatedMultiplier>())
        {
            AssertEachPair(multiplier, (activation, weight) => PartialProducts(activation, weight, 0, multiplier.Drop));
        }

        foreach (BrokenArrayMultiplier multiplier in All.OfType<BrokenArrayMultiplier>())
        {
            AssertEachPair(multiplier, (activation, weight) => PartialProducts(activation, weight, multiplier.Rows, multiplier.Columns));
        }
    }

    [Fact]
    public void Apply_Drum_IsTheProductOfTheLeadingBits()
    {
        foreach (DrumMultiplier multiplier in All.OfType<DrumMultiplier>())
        {
            AssertEachPair(multiplier, (activation, weight) =>
                Math.Sign(activation) * Math.Sign(weight) * Leading(Math.Abs(activation), multiplier.Kept) * Leading(Math.Abs(weight), multiplier.Kept));
        }

        static int Leading(int magnitude, int kept)
        {
            if (magnitude < Math.Pow(2, kept))
            {
                return magnitude;
            }

            // As text: the leading bits, the last of them 1, then zeros.
            string bits = Convert.ToString(magnitude, 2);
            return Convert.ToInt32((bits[..(kept - 1)] + "1").PadRight(bits.Length, '0'), 2);
        }
    }

    [Fact]
    public void Apply_Mitchell_IsTheAntilogarithmOfTheSum()
    {
        AssertEachPair(new MitchellMultiplier(), (activation, weight) =>
        {
            if (activation == 0 || weight == 0)
            {
                return 0;
            }

            // Fractions x_a, x_b in [0, 1), exact in double: 2^(k_a+k_b) (1 + x_a + x_b), or from 1 on 2^(k_a+k_b+1) (x_a + x_b).
            (int ka, double xa) = Split(Math.Abs(activation));
            (int kb, double xb) = Split(Math.Abs(weight));
            double magnitude = xa + xb < 1 ? Math.Pow(2, ka + kb) * (1 + xa + xb) : Math.Pow(2, ka + kb + 1) * (xa + xb);
            return Math.Sign(activation) * Math.Sign(weight) * (int)Math.Floor(magnitude);
        });

        static (int Exponent, double Fraction) Split(int magnitude)
        {
            int exponent = (int)Math.Floor(Math.Log2(magnitude));
            return (exponent, (magnitude / Math.Pow(2, exponent)) - 1);
        }
    }

    [Theory]
    [InlineData("trunc:2", -3, 0, -1.0)]
    [InlineData("trunc:4", -15, 0, -6.5)]
    [InlineData("trunc_op:1", -253, 255, 0.75)]
    [InlineData("trunc_op:2", -753, 759, 3.75)]
    [InlineData("trunc_op:3", -1729, 1743, 15.75)]
    [InlineData("trunc_op:4", -3585, 3615, 63.75)]
    [InlineData("trunc_col:2", -5, 0, -1.25)]
    [InlineData("trunc_col:4", -49, 0, -12.25)]
    [InlineData("trunc_col:6", -321, 0, -80.25)]
    [InlineData("trunc_col:8", -1537, 255, null)]
    [InlineData("bam:h=1,v=2", -129, 128, -0.25)]
    [InlineData("bam:h=2,v=4", -401, 384, -4.25)]
    [InlineData("bam:h=3,v=6", -1025, 896, -32.25)]
    [InlineData("drum:3", -5632, 9216, null)]
    [InlineData("drum:4", -2944, 4352, null)]
    [InlineData("drum:5", -1504, 2112, null)]
    [InlineData("drum:6", -760, 1040, null)]
    [InlineData("mitchell", -1024, 1024, 0.0)]
    public void Error_OfAllPairs_HasTheRangeAndTheMeanOfTheDefinition(string spec, int least, int greatest, double? mean)
    {
        int[] exact = MultiplierTable.Of(new ExactMultiplier());
        int[] errors = [.. MultiplierTable.Of(OperatorSpec.ParseMultiplier(spec, out _)!).Zip(exact, (product, p) => product - p)];
        Assert.Equal((least, greatest), (errors.Min(), errors.Max()));
        if (mean is double expected)
        {
            Assert.Equal(expected, errors.Average());
        }
    }

    [Fact]
    public void Apply_Mitchell_NeverExceedsTheExactMagnitude() => Assert.All(
        MultiplierTable.Of(new MitchellMultiplier()).Zip(MultiplierTable.Of(new ExactMultiplier())),
        pair => Assert.InRange(Math.Abs(pair.First), 0, Math.Abs(pair.Second)));

    [Fact]
    public void Apply_ZeroOperand_IsZero()
    {
        foreach (Multiplier multiplier in All)
        {
            Assert.All(Range(-128, 127), code => Assert.Equal((0, 0), (multiplier.Apply(code, 0), multiplier.Apply(0, code))));
        }
    }

    [Fact]
    public void Apply_SwappedOperands_DifferForBrokenArraysOnly()
    {
        foreach (Multiplier multiplier in All)
        {
            bool commutes = Range(-128, 127).All(a => Range(a, 127).All(b => multiplier.Apply(a, b) == multiplier.Apply(b, a)));

            // Dropped rows make the difference, unless the dropped columns reach as far.
            bool hasOwnRows = multiplier is BrokenArrayMultiplier { Rows: > 0 } array && array.Rows > array.Columns - 7;
            Assert.True(commutes != hasOwnRows, multiplier.Spec);
        }
    }

    [Fact]
    public void ProductZeroBits_IsTheGreatestPowerThatDividesEveryProduct()
    {
        foreach (Multiplier multiplier in All)
        {
            int bits = MultiplierTable.Of(multiplier).Aggregate(0, (seen, product) => seen | product);
            Assert.Equal(BitOperations.TrailingZeroCount(bits), multiplier.ProductZeroBits);
        }
    }

    [Fact]
    public void ProductExpression_Compiled_EqualsApply()
    {
        Type products = Compile(All.Select((multiplier, i) =>
            $"public static int Of{i}(sbyte activation, sbyte weight) => {multiplier.ProductExpression("activation", "weight")};"));
        for (int i = 0; i < All.Length; i++)
        {
            var compiled = products.GetMethod($"Of{i}")!.CreateDelegate<Func<sbyte, sbyte, int>>();
            AssertEachPair(All[i], (activation, weight) => compiled((sbyte)activation, (sbyte)weight));
        }
    }

    [Fact]
    public void ProductExpression_LiteralWeight_EqualsApply()
    {
        int[] weights = [-128, -127, -77, -1, 0, 1, 2, 3, 85, 127];
        Type products = Compile(All.SelectMany((multiplier, i) => weights.Select((weight, j) =>
            $"public static int Of{i}_{j}(System.ReadOnlySpan<sbyte> x) => {multiplier.ProductExpression("x[0]", FormattableString.Invariant($"{weight}"))};")));
        for (int i = 0; i < All.Length; i++)
        {
            for (int j = 0; j < weights.Length; j++)
            {
                var compiled = products.GetMethod($"Of{i}_{j}")!.CreateDelegate<ProductOfFirst>();
                AssertEachActivation(All[i], weights[j], code => compiled([(sbyte)code]));
            }
        }
    }

    private delegate int ProductOfFirst(ReadOnlySpan<sbyte> x);

    /// <summary>The definition of an array multiplier: every pair of bits that is left, a sign bit counting negative.</summary>
    private static int PartialProducts(int activation, int weight, int rows, int columns)
    {
        int sum = 0;
        for (int j = rows; j < 8; j++)
        {
            // A weight bit that is 0 has no partial product.
            for (int i = ((weight >> j) & 1) == 0 ? 8 : Math.Max(0, columns - j); i < 8; i++)
            {
                int value = ((activation >> i) & 1) << (i + j);
                sum += (i == 7) == (j == 7) ? value : -value;
            }
        }

        return sum;
    }

    private static int Floor(int value, int bits) => (int)(Math.Floor(value / Math.Pow(2, bits)) * Math.Pow(2, bits));

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);

    private static Type Compile(IEnumerable<string> methods) =>
        GeneratedCode.Compile($"using QMacVerify.Runtime;\npublic static class Products {{ {string.Join('\n', methods)} }}").GetType("Products")!;

    private static void AssertEachPair(Multiplier multiplier, Func<int, int, int> expected)
    {
        for (int weight = sbyte.MinValue; weight <= sbyte.MaxValue; weight++)
        {
            AssertEachActivation(multiplier, weight, activation => expected(activation, weight));
        }
    }

    private static void AssertEachActivation(Multiplier multiplier, int weight, Func<int, int> expected)
    {
        for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation++)
        {
            int product = multiplier.Apply(activation, weight);
            if (product != expected(activation) || product != (short)product)
            {
                Assert.Fail($"{multiplier}: {activation} * {weight} gives {product}, expected {expected(activation)}");
            }
        }
    }
}
