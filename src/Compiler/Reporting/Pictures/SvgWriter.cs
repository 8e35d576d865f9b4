using System.Security;
using System.Text;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>Writes the few elements of SVG that our pictures consist of.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private string _open = "";

    private SvgWriter(FormattableString start) => Line(start);

    /// <summary>A picture that is a file: with its own style, on white.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="style">The element <c>style</c>.</param>
    public static SvgWriter File(int width, int height, string style)
    {
        SvgWriter svg = new($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">");
        svg.Raw(style.ReplaceLineEndings("\n"));
        svg.Rectangle(0, 0, width, height, "#ffffff");
        return svg;
    }

    /// <summary>A picture inside a page, whose style sheet has rules for <c>svg.picture</c> and this kind of it.</summary>
    /// <param name="kind">A class.</param>
    /// <param name="label">What it shows, for those who do not see it.</param>
    /// <param name="width">In pixels, where there is room.</param>
    /// <param name="height">Likewise.</param>
    /// <param name="top">What is left out above: a title that the page has.</param>
    /// <param name="isInteractive">Whether it has links in it.</param>
    /// <param name="stretches">Whether it takes the width that there is and keeps its height: for bars without text.</param>
    public static SvgWriter Inline(string kind, string label, int width, int height, int top = 0, bool isInteractive = false, bool stretches = false) =>
        new($"<svg class=\"picture {kind}\" width=\"{width}\" height=\"{height - top}\" viewBox=\"0 {top} {width} {height - top}\"{(stretches ? " preserveAspectRatio=\"none\"" : "")} role=\"{(isInteractive ? "group" : "img")}\" aria-label=\"{SecurityElement.Escape(label)}\">");

    /// <summary>The picture as a part of a page.</summary>
    public Markup ToMarkup() => new($"{_text}</svg>");

    /// <summary>Elements that are written already.</summary>
    public void Raw(string text) => _text.Append(text).Append('\n');

    public void Rectangle(double x, double y, double width, double height, string fill) =>
        Line($"  <rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{fill}\"/>");

    public void Frame(double x, double y, double width, double height) =>
        Line($"  <rect class=\"frame\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\"/>");

    public void LineOf(string style, double x1, double y1, double x2, double y2) =>
        Line($"  <line class=\"{style}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>");

    /// <summary>A curve in SVG's own words.</summary>
    public void Path(string style, string data) => Line($"  <path class=\"{style}\" d=\"{data}\"/>");

    public void Text(double x, double y, string text, string style) =>
        Line($"  <text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\">{SecurityElement.Escape(text)}</text>");

    /// <summary>Text that is read from below.</summary>
    public void UprightText(double x, double y, string text, string style) =>
        Line($"  <text class=\"{style}\" transform=\"translate({x:0.##} {y:0.##}) rotate(-90)\">{SecurityElement.Escape(text)}</text>");

    /// <summary>A picture inside the file, its pixels as squares.</summary>
    public void Image(double x, double y, double width, double height, byte[] png) => Line(
        $"  <image x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" preserveAspectRatio=\"none\" image-rendering=\"pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    /// <summary>Begins what is one thing with a name, shown where a pointer rests on it.</summary>
    /// <param name="style">A class.</param>
    /// <param name="title">Its name.</param>
    /// <param name="link">Where it leads to, as <c>#id</c>; null for nowhere.</param>
    public void Begin(string style, string title, string? link = null)
    {
        string name = SecurityElement.Escape(title);
        Line(link is null
            ? (FormattableString)$"  <g class=\"{style}\"><title>{name}</title>"
            : $"  <a class=\"{style}\" href=\"{link}\" aria-label=\"{name}\"><title>{name}</title>");
        _open = link is null ? "g" : "a";
    }

    /// <summary>Ends what was begun.</summary>
    public void End() => Line($"  </{_open}>");

    public void Circle(string style, double x, double y, double radius) =>
        Line($"  <circle class=\"{style}\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\"/>");

    public override string ToString() => $"{_text}</svg>\n";

    private void Line(FormattableString line) => _text.Append(Invariant(line)).Append('\n');
}
