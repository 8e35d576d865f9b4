using QMacVerify.Compiler.Templates;

namespace QMacVerify.Compiler.Reporting.Documents;

/// <summary>What stands in one place of a table.</summary>
/// <param name="Pieces">One after the other.</param>
internal sealed record Cell(params IReadOnlyList<Piece> Pieces)
{
    /// <summary>A picture above them, in HTML alone; null for none.</summary>
    public Markup? Picture { get; init; }

    /// <summary>Classes of the style sheet; null for none.</summary>
    public string? Style { get; init; }

    public Markup Html => Piece.ToHtml(Pieces);

    public static implicit operator Cell(string text) => new((Piece)text);

    public static implicit operator Cell(Piece piece) => new([piece]);

    public override string ToString() => string.Concat(Pieces.Select(piece => piece.Text));
}

/// <summary>The head of a column.</summary>
/// <param name="Title">As <see cref="TextTable"/> takes it: one that begins with <c>&gt;</c> aligns the column to the right.</param>
internal sealed record Column(string Title)
{
    public bool IsNumber => Title.StartsWith('>');

    public string Name => Title.TrimStart('>');
}
