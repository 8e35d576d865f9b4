using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public sealed class ArgMaxReferenceTests
{
    /// <summary>Two rows of three columns, along either axis; the greatest code 7 and the least -5 occur twice in the first row.</summary>
    [Theory]
    [InlineData(1, false, false, new[] { 0, 1 })]
    [InlineData(1, false, true, new[] { 1, 1 })]
    [InlineData(1, true, false, new[] { 2, 0 })]
    [InlineData(0, false, false, new[] { 0, 1, 1 })]
    [InlineData(0, true, true, new[] { 1, 0, 0 })]
    public void Run_Indices(int axis, bool isLeast, bool takesLast, int[] expected)
    {
        sbyte[] codes = [7, 7, -5, -5, 9, 0];
        int[] indices = new int[expected.Length];

        ArgMaxReference.Run(axis == 1 ? 3 : 2, axis == 1 ? 1 : 3, isLeast, takesLast, codes, indices);

        Assert.Equal(expected, indices);
    }
}
