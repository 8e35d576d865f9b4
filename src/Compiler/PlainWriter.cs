using System.Text;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler;

/// <summary>A stream for people: what a terminal would hide or reorder is escaped, whoever printed it, and a failure names the stream.</summary>
/// <param name="inner">Where the text goes.</param>
/// <param name="name">The stream, for example "standard output".</param>
internal sealed class PlainWriter(TextWriter inner, string name) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        try
        {
            inner.Write(Printed(value ?? ""));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{name} could not be written: {e.Message}", e);
        }
    }

    // Line by line, and tabs, stay as they are: they are ours.
    private static string Printed(string text) => text.All(IsPrinted) ? text
        : string.Concat(text.Select(c => IsPrinted(c) ? c.ToString() : CodeOf(c)));

    private static bool IsPrinted(char c) => c is '\n' or '\r' or '\t' || !IsHidden(c);
}
