using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class MatMulReferenceTests
{
    private static readonly MacArithmetic Roles = new((x, w) => (100 * x) + w, Samples.ExactAdd);

    [Fact]
    public void Accumulate_TwoMatrices_MultipliesActivationByWeightOfTheTransposedSecond()
    {
        int[] accumulators = new int[6];
        MatMulReference.Accumulate([2, 2], [1, 2, 3, 4], [3, 2], [5, 6, 7, 8, 9, 10], Roles, [1000, 2000, 3000], accumulators);

        Assert.Equal([1311, 2315, 3319, 1711, 2715, 3719], accumulators);
    }

    [Fact]
    public void Accumulate_Stacks_Broadcast()
    {
        // A stack [2, 1] of rows and one [3] of weights: each row meets each weight.
        int[] accumulators = new int[6];
        MatMulReference.Accumulate([2, 1, 1, 1], [1, 2], [3, 1, 1], [5, 6, 7], Roles, [], accumulators);

        Assert.Equal([105, 106, 107, 205, 206, 207], accumulators);
    }

    [Fact]
    public void Accumulate_ExactOperators_AreProductsLessBothZeroPoints()
    {
        int[] accumulators = new int[1];
        List<int> prefixes = [];
        MacArithmetic arithmetic = new(Samples.ExactMultiply, Samples.ExactAdd) { InputZeroPoint = 3, WeightZeroPoints = [-5] };
        MatMulReference.Accumulate([1, 2], [10, -20], [1, 2], [30, -40], arithmetic, [], accumulators, (_, value) => prefixes.Add(value));

        Assert.Equal([((10 - 3) * (30 + 5)) + ((-20 - 3) * (-40 + 5))], accumulators);
        Assert.Equal([(2 * 3 * -5) - (3 * (30 - 40)), 300, 300 + 800, 300 + 800 + (5 * (10 - 20))], prefixes);
    }

    [Fact]
    public void Accumulate_ShapesThatDoNotGoTogether_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => MatMulReference.Accumulate([1, 2], [1, 2], [1, 3], [1, 2, 3], Roles, [], new int[1]));
        Assert.Throws<ArgumentException>(() => MatMulReference.Accumulate([2, 1, 1], [1, 2], [3, 1, 1], [1, 2, 3], Roles, [], new int[6]));
        Assert.Throws<ArgumentException>(() => MatMulReference.Accumulate([1, 2], [1, 2], [1, 2], [1, 2], Roles, [], new int[2]));
    }
}
