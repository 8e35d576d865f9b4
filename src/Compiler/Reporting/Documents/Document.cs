namespace QMacVerify.Compiler.Reporting.Documents;

/// <summary>A report as what stands in it, in sections: <see cref="ToText"/> and <see cref="DocumentPage"/> write the same.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Subtitle">Which one exactly.</param>
/// <param name="Sections">At least one.</param>
/// <param name="Footer">By what it was made.</param>
internal sealed record Document(string Title, string Subtitle, IReadOnlyList<DocumentSection> Sections, string Footer)
{
    /// <summary>For the terminal: pictures are left out.</summary>
    public string ToText() =>
        $"{Generators.Support.Text.Escape(Title)}: {Generators.Support.Text.Escape(Subtitle)}\n"
        + string.Concat(Sections.Select(TextOf));

    /// <summary>Empty for a section of pictures alone.</summary>
    private static string TextOf(DocumentSection section)
    {
        string[] blocks = [.. section.Blocks.Select(block => block.ToText()).Where(text => text.Length > 0)];
        return blocks.Length == 0 ? "" : $"\n== {section.Title} ==\n\n{string.Join('\n', blocks)}";
    }
}

/// <summary>A section, which is a tab of the page.</summary>
/// <param name="Id">Identifier in the document: letters and dashes.</param>
/// <param name="Title">A word.</param>
/// <param name="Blocks">Its content.</param>
internal sealed record DocumentSection(string Id, string Title, IReadOnlyList<DocumentBlock> Blocks);
