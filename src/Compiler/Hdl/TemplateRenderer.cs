using System.Collections.Concurrent;
using Scriban;
using Scriban.Runtime;

namespace QMacVerify.Compiler.Hdl;

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
    public static string Render(string template, object holes)
    {
        ScriptObject globals = [];
        globals.Import(holes, renamer: SameName);

        // A hole without a value is a bug, not an empty string.
        TemplateContext context = new() { StrictVariables = true, EnableRelaxedMemberAccess = false, MemberRenamer = SameName };
        context.PushGlobal(globals);
        return Parsed.GetOrAdd(template, name => Parse(name, EmbeddedText.Template(name))).Render(context);
    }

    /// <summary>Parses a template.</summary>
    /// <exception cref="InvalidOperationException">It is none: template, line and column, and what is wrong there.</exception>
    public static Template Parse(string name, string text)
    {
        Template template = Template.Parse(text, $"{name}.scriban");
        return template.HasErrors ? throw new InvalidOperationException(string.Join('\n', template.Messages)) : template;
    }
}
