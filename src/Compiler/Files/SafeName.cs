using System.Security.Cryptography;
using System.Text;

namespace QMacVerify.Compiler.Files;

/// <summary>Names from outside (layers of a model, operator specs) as part of a file name or of a comment in generated text.</summary>
internal static class SafeName
{
    private const int MaxLength = 48;

    /// <summary>The name itself when it is harmless; else what is harmless of it, and 8 digits of its SHA-256, so that two names stay two.</summary>
    /// <returns>1 to 57 of the characters A-Z, a-z, 0-9, <c>_</c>, <c>-</c> and <c>.</c>; the first is no dot and no dash.</returns>
    public static string Of(string name)
    {
        StringBuilder safe = new();
        foreach (char c in name.Length <= MaxLength ? name : name[..MaxLength])
        {
            bool isHarmless = char.IsAsciiLetterOrDigit(c) || c == '_' || (c is '-' or '.' && safe.Length > 0);
            safe.Append(isHarmless ? c : '_');
        }

        if (name.Length > 0 && safe.ToString() == name)
        {
            return name;
        }

        // UTF-16 code units, not UTF-8: unpaired surrogates of a hostile name are not folded into one.
        byte[] hash = SHA256.HashData(Encoding.Unicode.GetBytes(name));
        return $"{safe}_{Convert.ToHexStringLower(hash)[..8]}";
    }
}
