using System.Globalization;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Diagnostics;

/// <summary>A problem of the input, as data: Roslyn's own diagnostics hold on to compilations and are not equal by value.</summary>
/// <param name="Descriptor">What kind of problem.</param>
/// <param name="Position">Where; null when the problem has no place in a file.</param>
/// <param name="Arguments">For the descriptor's message format.</param>
public sealed record DiagnosticInfo(ProblemDescriptor Descriptor, FilePosition? Position, EquatableArray<string> Arguments)
{
    public DiagnosticInfo(ProblemDescriptor descriptor, FilePosition? position, params string[] arguments)
        : this(descriptor, position, new EquatableArray<string>(arguments))
    {
    }

    /// <summary>The message without id and position.</summary>
    public string Message => string.Format(CultureInfo.InvariantCulture, Descriptor.MessageFormat, [.. Arguments]);

    /// <summary>One line: <c>QMAC0103: message (graph.json 41:9)</c>.</summary>
    public override string ToString() =>
        $"{Descriptor.Id}: {Message}{(Position is null ? "" : $" ({Position})")}";
}

/// <summary>A place in a text file.</summary>
/// <param name="Path">As the caller named the file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record FilePosition(string Path, int Line, int Column)
{
    /// <summary>The start of a file.</summary>
    public static FilePosition StartOf(string path) => new(path, 1, 1);

    public override string ToString() => Invariant($"{System.IO.Path.GetFileName(Path)} {Line}:{Column}");
}
