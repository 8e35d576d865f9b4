namespace QMacVerify.Compiler.Import;

/// <summary>Names of models, which become folders and part of identifiers: letters, digits, <c>_</c>, <c>.</c> and <c>-</c>.</summary>
internal static class ModelNames
{
    private const int MaxLength = 64;

    /// <summary>Whether a name may be used as it is.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && IsFirst(name[0]) && name.All(c => IsFirst(c) || c is '.' or '-');

    /// <summary>The stem of a file; for files called <c>model</c> the name of their folder says more.</summary>
    public static string Of(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        string? folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)));
        return Clean(stem == "model" && !string.IsNullOrEmpty(folder) ? folder : stem);
    }

    private static string Clean(string name)
    {
        string cut = name.Length <= MaxLength ? name : name[..MaxLength];
        string clean = string.Concat(cut.Select(c => IsFirst(c) || c is '.' or '-' ? c : '_'));
        return clean.Length == 0 ? "model" : IsFirst(clean[0]) ? clean : "_" + clean[1..];
    }

    private static bool IsFirst(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
