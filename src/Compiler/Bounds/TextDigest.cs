using System.Security.Cryptography;
using System.Text;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The last member of a report, <c>"digest"</c>: SHA-256 of the text's bytes without that member and its preceding comma.</summary>
internal static class TextDigest
{
    private const string Open = ",\n  \"digest\": \"";
    private const string Close = "\"\n}\n";
    private const string End = "\n}\n";

    /// <summary>Adds the member to the text of an object that has others.</summary>
    public static string Append(string text) => $"{text[..^End.Length]}{Open}{HashOf(text)}{Close}";

    /// <summary>The digest that a text ends in.</summary>
    public static string Of(string text) => text[(text.LastIndexOf(Open, StringComparison.Ordinal) + Open.Length)..^Close.Length];

    /// <summary>Whether a text ends in the digest of the rest.</summary>
    public static bool IsValid(string text)
    {
        int start = text.LastIndexOf(Open, StringComparison.Ordinal);
        return start >= 0 && Append(text[..start] + End) == text;
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
