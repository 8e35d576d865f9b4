using System.Collections.Concurrent;
using HandlebarsDotNet;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Fills the named holes of <c>templates/*.hbs</c>. The only user of the template engine.</summary>
internal static class TemplateRenderer
{
    // NoEscape: the output is Verilog, not HTML. A hole without a value is a bug, not an empty string.
    private static readonly IHandlebars Engine = Handlebars.Create(new HandlebarsConfiguration
    {
        NoEscape = true,
        ThrowOnUnresolvedBindingExpression = true,
    });

    private static readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> Compiled = new(StringComparer.Ordinal);

    /// <summary>Renders a template.</summary>
    /// <param name="template">Name without <c>.hbs</c>, for example <c>layer_tb.v</c>.</param>
    /// <param name="holes">An object whose properties are the holes; strings and lists, so that no culture formats a number.</param>
    public static string Render(string template, object holes) =>
        Compiled.GetOrAdd(template, name => Engine.Compile(EmbeddedText.Template(name)))(holes);
}
