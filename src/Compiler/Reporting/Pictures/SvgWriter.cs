using System.Security;
using System.Text;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>Writes the few elements of SVG that our pictures consist of.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();

    public SvgWriter(int width, int height) => Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">");

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
        $"  <image x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" preserveAspectRatio=\"none\" style=\"image-rendering: pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>");

    public override string ToString() => $"{_text}</svg>\n";

    private void Line(FormattableString line) => _text.Append(Invariant(line)).Append('\n');
}
