using System.Collections.Concurrent;
using Scriban;
using Scriban.Runtime;

namespace QMacVerify.Compiler.Templates;

/// <summary>Fills the named holes of <c>templates/*.scriban</c>. The only user of the template engine.</summary>
internal static class TemplateRenderer
{
    private static readonly ConcurrentDictionary<string, Template> Parsed = new(StringComparer.Ordinal);

    // The default would turn Module into module.
    private static readonly MemberRenamerDelegate SameName = member => member.Name;

    /// <summary>Renders a template.</summary>
    /// <param name="template">Name without <c>.scriban</c>, for example <c>layer_tb.v</c>.</param>
    /// <param name="holes">An object whose properties are the holes; strings and lists, so that no culture formats a number.</param>
    /// <exception cref="Scriban.Syntax.ScriptRuntimeException">A hole has no value: template, line and column, and its name.</exception>
    public static string Render(string template, object holes) => Render(new TemplateContext(), template, holes);

    /// <summary>Renders a template of HTML: what it prints is escaped, unless it is <see cref="Markup"/>.</summary>
    /// <param name="template">Name without <c>.scriban</c>, for example <c>report_page.html</c>.</param>
    /// <param name="holes">As of <see cref="Render(string, object)"/>.</param>
    public static Markup RenderHtml(string template, object holes) => new(Render(new HtmlContext(), template, holes));

    /// <summary>Parses a template.</summary>
    /// <exception cref="InvalidOperationException">It is none: template, line and column, and what is wrong there.</exception>
    public static Template Parse(string name, string text)
    {
        Template template = Template.Parse(text, $"{name}.scriban");
        return template.HasErrors ? throw new InvalidOperationException(string.Join('\n', template.Messages)) : template;
    }

    private static string Render(TemplateContext context, string template, object holes)
    {
        ScriptObject globals = [];
        globals.Import(holes, renamer: SameName);

        // A hole without a value is a bug, not an empty string.
        context.StrictVariables = true;
        context.EnableRelaxedMemberAccess = false;
        context.MemberRenamer = SameName;

        // By default a thousand rounds of loops and a megabyte of text: reports of large networks have more.
        context.LoopLimit = 0;
        context.LimitToString = 0;
        context.PushGlobal(globals);
        return Parsed.GetOrAdd(template, name => Parse(name, EmbeddedText.Template(name))).Render(context);
    }
}
