using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Generators;

/// <summary>Problems as diagnostics of the C# compiler.</summary>
internal static class RoslynDiagnostics
{
    private const string Category = "QMac";

    public static Diagnostic ToDiagnostic(this DiagnosticInfo problem) =>
        Diagnostic.Create(problem.Descriptor.ToRoslyn(), problem.Position?.ToLocation() ?? Location.None, [.. problem.Arguments]);

    public static DiagnosticDescriptor ToRoslyn(this ProblemDescriptor problem) => new(
        problem.Id, problem.Title, problem.MessageFormat, Category, problem.IsWarning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
        isEnabledByDefault: true, helpLinkUri: problem.HelpLink);

    private static Location ToLocation(this FilePosition position)
    {
        LinePosition start = new(position.Line - 1, position.Column - 1);
        return Location.Create(position.Path, new TextSpan(0, 0), new LinePositionSpan(start, start));
    }
}
