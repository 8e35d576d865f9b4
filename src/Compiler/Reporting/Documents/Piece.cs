using System.Globalization;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Documents;

/// <summary>Some words or one number of a document.</summary>
/// <param name="Text">As readers see it.</param>
internal sealed record Piece(string Text)
{
    /// <summary>Where the report's JSON has it, for example <c>layers.3.macs</c>; null where it is not there.</summary>
    public string? Path { get; init; }

    /// <summary>What the JSON has there: a number in the form of JSON, or a string.</summary>
    public string? Value { get; init; }

    /// <summary>Identifier of the section or card that it leads to; null for none.</summary>
    public string? Link { get; init; }

    /// <summary>Style of a verdict or note, a class of the style sheet; null for plain text.</summary>
    public string? Tone { get; init; }

    public bool IsBreak => ReferenceEquals(this, Break);

    /// <summary>The end of a line inside a cell; a semicolon, where there are no lines.</summary>
    public static Piece Break { get; } = new("; ");

    public static implicit operator Piece(string text) => new(text);

    /// <summary>An integer of the JSON, with separators of thousands.</summary>
    public static Piece Of(string path, long value) => Of(path, value, Invariant($"{value:N0}"));

    /// <summary>An integer of the JSON in other words.</summary>
    public static Piece Of(string path, long value, string text) => new(text) { Path = path, Value = Invariant($"{value}") };

    /// <summary>A real number of the JSON.</summary>
    public static Piece Of(string path, double value, string text) => new(text) { Path = path, Value = value.ToString("R", CultureInfo.InvariantCulture) };

    /// <summary>A string of the JSON.</summary>
    public static Piece Of(string path, string value) => new(value) { Path = path, Value = value };

    /// <summary>Words that lead somewhere.</summary>
    public static Piece To(string link, string text) => new(text) { Link = link };

    /// <summary>A verdict: a word in a colour, which the word alone says, too.</summary>
    public static Piece Badge(string tone, string text) => new(text) { Tone = tone };

    /// <summary>Pieces one after the other.</summary>
    public static Markup ToHtml(IReadOnlyList<Piece> pieces) => TemplateRenderer.RenderHtml("report_pieces.html", new { Pieces = pieces });
}
