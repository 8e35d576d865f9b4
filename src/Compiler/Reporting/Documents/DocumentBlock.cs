using QMacVerify.Compiler.Templates;

namespace QMacVerify.Compiler.Reporting.Documents;

/// <summary>A part of a section.</summary>
internal abstract record DocumentBlock
{
    /// <summary>The template that writes it, <c>templates/report_NAME.html.scriban</c>.</summary>
    public abstract string Template { get; }

    /// <summary>The same for the terminal, ended by a line feed; empty for what cannot be written there.</summary>
    public abstract string ToText();

    public Markup Html => TemplateRenderer.RenderHtml($"report_{Template}.html", new { Block = this });
}

/// <summary>A heading inside a section.</summary>
internal sealed record Heading(string Text) : DocumentBlock
{
    public override string Template => "heading";

    public override string ToText() => $"{Generators.Support.Text.Escape(Text)}\n";
}

/// <summary>A sentence or two.</summary>
internal sealed record Paragraph(params IReadOnlyList<Piece> Pieces) : DocumentBlock
{
    /// <summary>Class of the style sheet; null for plain text.</summary>
    public string? Style { get; init; }

    public override string Template => "paragraph";

    public Markup Words => Piece.ToHtml(Pieces);

    /// <summary>One that says why a section is empty, and what fills it.</summary>
    /// <param name="reason">A sentence.</param>
    /// <param name="command">A command line.</param>
    public static Paragraph Missing(string reason, string command) => new(reason, " ", Piece.Badge("code", command)) { Style = "missing" };

    public override string ToText() => $"{Generators.Support.Text.Escape(string.Concat(Pieces.Select(piece => piece.Text)))}\n";
}

/// <summary>Figures with their names.</summary>
/// <param name="Facts">At least one.</param>
internal sealed record FactList(params IReadOnlyList<Fact> Facts) : DocumentBlock
{
    /// <summary>Whether they are what the section is about: large, side by side.</summary>
    public bool IsProminent { get; init; }

    public override string Template => "facts";

    public override string ToText() =>
        string.Concat(Facts.Select(fact => Generators.Support.Text.Escape($"{fact.Name}: {fact.Value}{(fact.Remark.Length > 0 ? $" ({fact.Remark})" : "")}") + "\n"));
}

/// <summary>A figure with its name.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The figure.</param>
/// <param name="Remark">What else is to be said of it; empty for nothing.</param>
internal sealed record Fact(string Name, Cell Value, string Remark = "");

/// <summary>A table.</summary>
/// <param name="Caption">What it shows: a clause.</param>
/// <param name="Columns">At least one.</param>
/// <param name="Rows">As many cells as there are columns each; the first names the row.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : DocumentBlock
{
    /// <summary>Classes of the style sheet; <c>stacked</c> makes a card of each row where the page is narrow.</summary>
    public string Style { get; init; } = "";

    public override string Template => "table";

    public override string ToText()
    {
        TextTable table = new([.. Columns.Select(column => column.Title)]);
        foreach (IReadOnlyList<Cell> row in Rows)
        {
            table.Add([.. row.Select(cell => cell.ToString())]);
        }

        return table.ToString();
    }
}

/// <summary>Pictures side by side, where there is room; in HTML alone.</summary>
/// <param name="Items">At least one.</param>
internal sealed record PictureRow(params IReadOnlyList<Picture> Items) : DocumentBlock
{
    public override string Template => "pictures";

    public override string ToText() => "";
}

/// <summary>A picture and what it shows.</summary>
/// <param name="Svg">The picture.</param>
/// <param name="Caption">A clause.</param>
internal sealed record Picture(Markup Svg, string Caption);

/// <summary>A picture whose parts lead to cards, one of which is shown beside it; in HTML alone.</summary>
/// <param name="Map">The picture.</param>
/// <param name="Cards">At least one; the first is shown at first.</param>
internal sealed record Explorer(Picture Map, IReadOnlyList<Card> Cards) : DocumentBlock
{
    public override string Template => "explorer";

    public override string ToText() => "";
}

/// <summary>Some blocks under a title.</summary>
/// <param name="Id">Identifier in the document: letters, digits and dashes.</param>
/// <param name="Title">Its title.</param>
/// <param name="Subtitle">A clause, or nothing.</param>
/// <param name="Blocks">Its content.</param>
internal sealed record Card(string Id, string Title, string Subtitle, IReadOnlyList<DocumentBlock> Blocks) : DocumentBlock
{
    public override string Template => "card";

    public override string ToText() =>
        $"{Generators.Support.Text.Escape(Title)}{(Subtitle.Length > 0 ? $": {Generators.Support.Text.Escape(Subtitle)}" : "")}\n{string.Concat(Blocks.Select(block => block.ToText()))}";
}
