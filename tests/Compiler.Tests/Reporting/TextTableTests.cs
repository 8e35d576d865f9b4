using QMacVerify.Compiler.Reporting;

namespace QMacVerify.Compiler.Tests.Reporting;

public class TextTableTests
{
    [Fact]
    public void ToString_Columns_AreAsWideAsTheirContent()
    {
        TextTable table = new("name", ">count", "note");
        table.Add("a", "1,000", "");
        table.Add("longer", "7", "x");

        Assert.Equal("name    count  note\na       1,000\nlonger      7  x\n", table.ToString());
    }

    [Fact]
    public void Add_ControlCharacters_StayOnTheLine()
    {
        TextTable table = new("n");
        table.Add("a\nb\u001b[31m\u2028\u202e");

        Assert.Equal("n\na\\u000ab\\u001b[31m\\u2028\\u202e\n", table.ToString());
    }
}
