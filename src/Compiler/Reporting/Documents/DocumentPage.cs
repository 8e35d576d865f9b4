using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Templates;

namespace QMacVerify.Compiler.Reporting.Documents;

/// <summary>A document as one HTML file, which needs neither network nor other files.</summary>
/// <remarks>
/// Its policy lets in nothing but its own style sheet and script, by their hashes, and pictures that stand in it: a name from
/// a model that got past the escaping would still run nothing. Without scripts, and on paper, all sections follow each other.
/// </remarks>
internal static class DocumentPage
{
    /// <summary>Writes the page.</summary>
    public static string Write(Document document)
    {
        string style = EmbeddedText.Asset("report.css");
        string script = EmbeddedText.Asset("report.js");
        return TemplateRenderer.RenderHtml("report_page.html", new
        {
            document.Title,
            document.Subtitle,
            document.Footer,
            Sections = document.Sections.Select(section => new { section.Id, section.Title, Blocks = section.Blocks.Select(block => block.Html).ToList() }).ToList(),
            StyleHash = Hash(style),
            ScriptHash = Hash(script),
            Style = new Markup(style),
            Script = new Markup(script),
        }).Text;
    }

    /// <summary>As a content security policy has it: of the text between the tags, which the template writes without any space around.</summary>
    private static Markup Hash(string text) => new($"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}");
}
