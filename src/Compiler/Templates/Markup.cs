namespace QMacVerify.Compiler.Templates;

/// <summary>HTML or SVG that is written already: an HTML template prints it as it is, and everything else escaped.</summary>
internal sealed record Markup(string Text)
{
    public override string ToString() => Text;
}
