using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Tests.Circuits;

/// <summary>Wrapping as SEMANTICS section 5 defines it, on an unsigned circuit that does not commute and gives f(0, v) = 3.</summary>
public class CircuitTableTests
{
    private static readonly CircuitTable Unsigned = new(false, [.. Enumerable.Range(0, 65_536).Select(index => F(index >> 8, index & 255))]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wrap_SignMagnitude_IsTheFormula(bool activationIsB) => AssertWrapped(OperandWrapping.SignMagnitude, activationIsB, (x, w, f) =>
    {
        int product = f(x == -128 ? 128 : Math.Abs(x), w == -128 ? 128 : Math.Abs(w));
        return x == 0 || w == 0 ? 0 : (x < 0) != (w < 0) ? -product : product;
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wrap_Offset_IsTheFormula(bool activationIsB) =>
        AssertWrapped(OperandWrapping.Offset, activationIsB, (x, w, f) => f(x + 128, w + 128) - (128 * (x + w)) - 16_384);

    [Fact]
    public void Wrap_OffsetOfTheExactProduct_IsTheExactProduct()
    {
        CircuitTable exact = new(false, [.. Enumerable.Range(0, 65_536).Select(index => (index >> 8) * (index & 255))]);

        Assert.Equal(MultiplierTable.Of(new ExactMultiplier()), exact.Wrap(OperandWrapping.Offset, activationIsB: false));
        Assert.Equal(MultiplierTable.Of(new ExactMultiplier()), exact.Wrap(OperandWrapping.SignMagnitude, activationIsB: true));
    }

    [Fact]
    public void Wrap_SignedCircuit_IsItselfOrTransposed()
    {
        CircuitTable signed = new(true, [.. Enumerable.Range(0, 65_536).Select(index => F((index >> 8) - 128, (index & 255) - 128))]);

        Assert.Equal(signed.Products, signed.Wrap(OperandWrapping.Int8, activationIsB: false));
        Assert.Equal(F(-5, 7), signed.Wrap(OperandWrapping.Int8, activationIsB: true)[((7 + 128) << 8) | (-5 + 128)]);
        Assert.False(signed.GivesZeroForZero);
    }

    private static int F(int a, int b) => (a * b) + (a >> 3) + 3;

    private static void AssertWrapped(OperandWrapping wrapping, bool activationIsB, Func<int, int, Func<int, int, int>, int> formula)
    {
        int[] wrapped = Unsigned.Wrap(wrapping, activationIsB);
        for (int index = 0; index < wrapped.Length; index++)
        {
            (int x, int w) = MultiplierTable.OperandsAt(index);
            Assert.Equal(formula(x, w, (ofActivation, ofWeight) => activationIsB ? F(ofWeight, ofActivation) : F(ofActivation, ofWeight)), wrapped[index]);
        }
    }
}
