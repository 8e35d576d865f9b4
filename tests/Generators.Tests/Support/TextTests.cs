using System.Globalization;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Tests.Support;

public class TextTests
{
    [Fact]
    public void IsHidden_EveryFormatCharacterOfUnicode_IsHidden()
    {
        char[] missing = [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(c => CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format && !Text.IsHidden(c))];

        // Signs of Arabic, Syriac and other scripts that are seen, although they format numbers.
        Assert.All(missing, c => Assert.InRange(c, '\u0600', '\u08ff'));
        Assert.DoesNotContain('\u061c', missing);
    }

    [Theory]
    [InlineData("conv ä 漢", "conv ä 漢")]
    [InlineData("a\u202eb\u2066c", "a\\u202eb\\u2066c")]
    [InlineData("\ufeffa\u200b\n", "\\ufeffa\\u200b\\u000a")]
    public void Escape_HiddenCharacters_AreTheirCodes(string text, string expected)
    {
        Assert.Equal(expected, Text.Escape(text));
        Assert.Equal($"\"{expected}\"", Text.Quote(text));
    }

    [Fact]
    public void JsonWriter_HiddenCharacters_AreTheirCodes()
    {
        JsonWriter json = new();
        using (json.Object(inline: true))
        {
            json.Member("name", "a\u202e\u2066\ufeff\u200f\u061c\u009b");
        }

        Assert.Contains("\"a\\u202e\\u2066\\ufeff\\u200f\\u061c\\u009b\"", json.ToString(), StringComparison.Ordinal);
    }
}
