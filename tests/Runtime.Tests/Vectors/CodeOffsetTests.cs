using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

public sealed class CodeOffsetTests
{
    private static readonly sbyte[] Codes = [.. Enumerable.Range(-128, 256).Select(code => (sbyte)code), 0, -128, 127];

    [Theory]
    [InlineData(128)]
    [InlineData(-5)]
    [InlineData(255)]
    public void Apply_EveryCode_AddsTheConstant(int offset)
    {
        Assert.Equal(Codes.Select(code => (short)(code + offset)), Apply<short, CodeOffset>(new CodeOffset(offset)));
        Assert.Equal(Codes.Select(code => unchecked((sbyte)(code + offset))), Apply<sbyte, CodeOffset>(new CodeOffset(offset)));
    }

    private static TElement[] Apply<TElement, TMap>(TMap map)
        where TMap : struct, ICodeMap<TElement>
    {
        TElement[] values = new TElement[Codes.Length];
        map.Apply(Codes, values);
        return values;
    }
}
