using System.Reflection;
using System.Text;

namespace QMacVerify.Compiler.Templates;

/// <summary>The Verilog modules and the templates that travel inside the assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>The source of <c>hdl/MODULE.v</c>, with LF line ends.</summary>
    /// <exception cref="ArgumentException">There is no such module.</exception>
    public static string Hdl(string module) => Read($"hdl/{module}.v");

    /// <summary>The text of <c>templates/NAME.scriban</c>, with LF line ends.</summary>
    /// <param name="name">For example <c>layer_tb.v</c>.</param>
    /// <exception cref="ArgumentException">There is no such template.</exception>
    public static string Template(string name) => Read($"templates/{name}.scriban");

    /// <summary>The text of a file of <c>templates</c> that is none itself, but goes into one: a style sheet or a script.</summary>
    /// <param name="name">For example <c>report.css</c>.</param>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static string Asset(string name) => Read($"templates/{name}");

    /// <summary>The text of a file of <c>qmac example</c>.</summary>
    /// <exception cref="ArgumentException">There is no such file.</exception>
    public static string Example(string name) => Read($"example/{name}");

    private static string Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"The assembly holds no {resource}.", nameof(resource));
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
