using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

public sealed class CodeBlockTests
{
    private delegate void Transposition(ref sbyte source, int sourceStep, ref sbyte target, int targetStep);

    [Fact]
    public void Transpose8x16_MovesEveryCode() => AssertTransposes(CodeBlock.Transpose8x16, 8, 16);

    [Fact]
    public void Transpose16x32_MovesEveryCode() => AssertTransposes(CodeBlock.Transpose16x32, 16, 32);

    [Fact]
    public void Transpose32x16_MovesEveryCode() => AssertTransposes(CodeBlock.Transpose32x16, 32, 16);

    /// <summary>Inside larger images, of which nothing but the block is written.</summary>
    private static void AssertTransposes(Transposition transpose, int rows, int columns)
    {
        SplitMix64 random = new(1);
        int sourceStep = columns + 3;
        int targetStep = rows + 5;
        sbyte[] source = new sbyte[rows * sourceStep];
        random.FillInt8(source);
        sbyte[] target = new sbyte[columns * targetStep];
        random.FillInt8(target);
        sbyte[] expected = (sbyte[])target.Clone();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                expected[(column * targetStep) + row] = source[(row * sourceStep) + column];
            }
        }

        transpose(ref source[0], sourceStep, ref target[0], targetStep);

        Assert.Equal(expected, target);
    }
}
