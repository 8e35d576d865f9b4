using System.Security.Cryptography;
using System.Text;

namespace QMacVerify.Compiler.Files;

/// <summary>Names from outside (layers of a model, operator specs) as part of a file name or of a comment in generated text.</summary>
internal static class SafeName
{
    private const int MaxLength = 48;

    /// <summary>Devices on Windows, in every folder and with every extension.</summary>
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })], StringComparer.OrdinalIgnoreCase);

    /// <summary>The name itself when it is harmless; else what is harmless of it, and 8 digits of its SHA-256, so that two names stay two.</summary>
    /// <returns>1 to 57 of the characters A-Z, a-z, 0-9, <c>_</c>, <c>-</c> and <c>.</c>; the first is no dot and no dash, the last no dot.</returns>
    public static string Of(string name)
    {
        bool isDevice = Devices.Contains(name.Split('.')[0]);
        StringBuilder safe = new();
        foreach (char c in name.Length <= MaxLength ? name : name[..MaxLength])
        {
            bool isHarmless = char.IsAsciiLetterOrDigit(c) || c == '_' || (c is '-' or '.' && safe.Length > 0 && !isDevice);
            safe.Append(isHarmless ? c : '_');
        }

        if (name.Length > 0 && !isDevice && name[^1] != '.' && safe.ToString() == name)
        {
            return name;
        }

        // UTF-16 code units, not UTF-8: unpaired surrogates of a hostile name are not folded into one.
        byte[] hash = SHA256.HashData(Encoding.Unicode.GetBytes(name));
        return $"{safe}_{Convert.ToHexStringLower(hash)[..8]}";
    }
}
