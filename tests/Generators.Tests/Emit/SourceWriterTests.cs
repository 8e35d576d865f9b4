using Microsoft.CodeAnalysis.CSharp;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Tests.Reading;

namespace QMacVerify.Generators.Tests.Emit;

public sealed class SourceWriterTests
{
    [Fact]
    public void Block_Nested_IndentsByFour()
    {
        SourceWriter w = new();
        using (w.Block($"if ({1} < {-2})"))
        {
            w.Line();
            w.Comment($"{1234567:N0}");
            w.Documentation("summary", "one", "two");
        }

        Assert.Equal("if (1 < -2)\n{\n\n    // 1,234,567\n    /// <summary>\n    /// one\n    /// two\n    /// </summary>\n}\n", w.ToString());
    }

    [Fact]
    public void Numbers_FillLinesOfAHundredCharacters()
    {
        SourceWriter w = new();
        w.Numbers(Enumerable.Repeat(int.MinValue, 100).ToArray(), _ => "");
        string[] lines = w.ToString().TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.InRange(line.Length, 1, 104));
        Assert.All(lines, line => Assert.StartsWith("    -", line, StringComparison.Ordinal));
        Assert.Equal(100, lines.Sum(line => line.Split(',', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public void Literal_AnyText_IsThatText()
    {
        SplitMix64Texts texts = new(seed: 5);
        for (int i = 0; i < 200; i++)
        {
            string text = texts.Next();
            string literal = SourceWriter.Literal(text);
            Assert.Equal(text, SyntaxFactory.ParseToken(literal).Value);
            Assert.All(literal, c => Assert.InRange(c, ' ', '~'));
        }
    }

    [Fact]
    public void EscapeComment_AnyText_StaysOnItsLine()
    {
        SplitMix64Texts texts = new(seed: 6);
        for (int i = 0; i < 200; i++)
        {
            string comment = SourceWriter.EscapeComment(texts.Next());
            Assert.DoesNotContain("*/", comment, StringComparison.Ordinal);
            Assert.DoesNotContain(comment, c => Text.IsHidden(c) || char.IsSurrogate(c));
        }
    }
}
