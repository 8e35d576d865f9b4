using QMacVerify.Generators.Emit;

namespace QMacVerify.Generators.Tests.Emit;

public sealed class IndexExpressionTests
{
    private static IndexExpression X => "x";

    private static IndexExpression Y => "y";

    [Fact]
    public void ToString_WhatDoesNothing_IsLeftOut()
    {
        Assert.Equal("x", $"{(X * 1) + 0}");
        Assert.Equal("y", $"{(X * 0) + Y}");
        Assert.Equal("x", $"{X / 1}");
        Assert.Equal("7", $"{((IndexExpression)2 * 3) + 1}");
        Assert.Equal("0", $"{(IndexExpression)1 / 2}");
    }

    [Fact]
    public void ToString_Mixed_HasParentheses()
    {
        Assert.Equal("(x * 2) + y - 1", $"{(X * 2) - 1 + Y}");
        Assert.Equal("((x * 2) + y) * 3", $"{((X * 2) + Y) * 3}");
        Assert.Equal("(x * 2) + 5", $"{(X * 2) - 1 + 6}");
        Assert.Equal("(x - 1) * 3", $"{(X - 1) * 3}");
        Assert.Equal("(x / 3) * 2", $"{X / 3 * 2}");
        Assert.Equal("x + y + 2147483647", $"{X + Y + int.MaxValue}");
        Assert.Equal("x + 128", $"{X - -128}");
    }
}
