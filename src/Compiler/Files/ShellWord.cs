namespace QMacVerify.Compiler.Files;

/// <summary>Words of a command line that is shown, to be typed or pasted.</summary>
internal static class ShellWord
{
    /// <summary>A word as a POSIX shell reads it back: bare where nothing in it means anything else.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or ':' or '=' or '+' or ',' or '@' or '-')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
