namespace QMacVerify.Generators.Diagnostics;

/// <summary>Carries a problem of the input from the reader that found it to the edge that reports it.</summary>
/// <remarks>Caught by whoever takes texts from outside: the compiler of a model, the package reader of the command line.</remarks>
#pragma warning disable CA1032 // It exists to carry one thing.
public sealed class DiagnosticException(DiagnosticInfo diagnostic) : Exception(diagnostic.ToString())
{
    public DiagnosticInfo Diagnostic { get; } = diagnostic;
}
