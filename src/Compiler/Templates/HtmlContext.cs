using System.Net;
using Scriban;
using Scriban.Parsing;

namespace QMacVerify.Compiler.Templates;

/// <summary>Escapes what a template prints, unless it is <see cref="Markup"/>: no hole can be forgotten.</summary>
/// <remarks>
/// Quotes of both kinds are escaped, so that a hole may stand in an attribute; hidden characters are shown as their codes. The
/// template's own text does not come this way. What <c>include</c> or a function of a template returns would be escaped again:
/// a part that is rendered by itself is handed over as <see cref="Markup"/>.
/// </remarks>
internal sealed class HtmlContext : TemplateContext
{
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        if (textAsObject is not null)
        {
            Write(textAsObject is Markup markup ? markup.Text : WebUtility.HtmlEncode(Generators.Support.Text.Escape(ObjectToString(textAsObject)!)));
        }

        return this;
    }
}
