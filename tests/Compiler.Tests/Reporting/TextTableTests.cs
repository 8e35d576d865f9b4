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
    public void FitTo_WideEnough_FoldsNothing() => Assert.Equal(Layers().ToString(), TextTable.FitTo(80, () => Layers().ToString()));

    /// <summary>Titles first: they stand on their columns.</summary>
    [Fact]
    public void FitTo_LongTitles_AreFolded() => Assert.Equal(
        """
                          mean
                greatest    of
        layer  magnitude  them  note
        conv1         12  1.25  bounds of all the codes
        fc             3   0.5

        """,
        TextTable.FitTo(52, () => Layers().ToString()));

    [Fact]
    public void FitTo_LongText_IsFoldedBetweenWords() => Assert.Equal(
        """
                          mean
                greatest    of
        layer  magnitude  them  note
        conv1         12  1.25  bounds of all
                                the codes
        fc             3   0.5

        """,
        TextTable.FitTo(40, () => Layers().ToString()));

    /// <summary>What does not fit side by side stands below, with the names again; names of models are shortened in their middle.</summary>
    [Fact]
    public void FitTo_ManyColumns_AreBlocks()
    {
        TextTable table = new("layer", ">first", ">second", ">third");
        table.Add("model/functional_1/conv2d_9/Relu", "1,000,000", "2,000,000", "3,000,000");

        Assert.Equal(
            """
            layer                       first     second
            model/func..v2d_9/Relu  1,000,000  2,000,000

            layer                                 third
            model/functional_1/conv2d_9/Relu  3,000,000

            """,
            TextTable.FitTo(44, () => table.ToString()));
    }

    /// <summary>Paths and whatever has no blank stay whole, as does code.</summary>
    [Fact]
    public void FitTo_LongSentences_AreBrokenBetweenWords()
    {
        const string path = "a/folder/of/a/name/that/no/terminal/of/forty/columns/holds.json";
        Assert.Equal(
            $"""
            No accumulator needs more than 21 bits;
            none overflows. Bounds are in
            {path}
            once more.

                int code = of + many + more + characters + than + that;
            """,
            TextTable.FitTo(40, () => $"No accumulator needs more than 21 bits; none overflows. Bounds are in {path} once more.\n\n    int code = of + many + more + characters + than + that;"));
    }

    /// <summary>Whatever the width, no line is longer, and no number is cut.</summary>
    [Fact]
    public void FitTo_AnyWidth_HoldsAndKeepsNumbers()
    {
        for (int width = 40; width < 130; width++)
        {
            string text = TextTable.FitTo(width, () => Layers().ToString());

            Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, width));
            Assert.All((string[])["12", "1.25", "conv1"], value => Assert.Contains(value, text, StringComparison.Ordinal));
        }

        Assert.Equal(Layers().ToString(), TextTable.FitTo(null, () => Layers().ToString()));
    }

    [Fact]
    public void Add_ControlCharacters_StayOnTheLine()
    {
        TextTable table = new("n");
        table.Add("a\nb\u001b[31m\u2028\u202e");

        Assert.Equal("n\na\\u000ab\\u001b[31m\\u2028\\u202e\n", table.ToString());
    }

    private static TextTable Layers()
    {
        TextTable table = new("layer", ">greatest magnitude", ">mean of them", "note");
        table.Add("conv1", "12", "1.25", "bounds of all the codes");
        table.Add("fc", "3", "0.5", "");
        return table;
    }
}
