using System.Globalization;
using System.Text;

namespace QMacVerify.Generators.Support;

/// <summary>Formatting that no machine's culture can change.</summary>
public static class Text
{
    /// <summary>Formats with the invariant culture.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name from outside as it may stand in a message: in quotes, on one line, hidden characters escaped, at most 80 characters.</summary>
    public static string Quote(string name)
    {
        StringBuilder text = new("\"");
        foreach (char c in name.Length <= 80 ? name : name.Substring(0, 77) + "...")
        {
            if (c is '"' or '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (IsHidden(c) || char.IsSurrogate(c))
            {
                text.Append(CodeOf(c));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>A text as it may be printed: hidden characters as their codes, the rest as it is.</summary>
    public static string Escape(string text) => text.Any(IsHidden) ? string.Concat(text.Select(c => IsHidden(c) ? CodeOf(c) : c.ToString())) : text;

    /// <summary>
    /// Whether a character would not be seen, or would change how others are seen: controls, ends of lines, marks of the
    /// direction of writing, and what has no width.
    /// </summary>
    /// <remarks>A list and not the Unicode category, which differs from one .NET to the next.</remarks>
    public static bool IsHidden(char c) => char.IsControl(c)
        || c is '\u00ad' or '\u061c' or '\u180e' or (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e')
            or (>= '\u2060' and <= '\u206f') or '\ufeff' or (>= '\ufff9' and <= '\ufffb');

    /// <summary>A character as JSON and C# write its code: <c>\uXXXX</c>.</summary>
    public static string CodeOf(char c) => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture);

    /// <summary>A number to seven digits, for readers: what counts are its bits.</summary>
    public static string Decimal(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    /// <summary>The same of a float32 number by its bit pattern.</summary>
    public static string Decimal(uint bits) => Decimal(BitConverter.ToSingle(BitConverter.GetBytes(bits), 0));

    /// <summary>Lower-case hexadecimal, two digits a byte.</summary>
    public static string Hex(byte[] bytes)
    {
        const string digits = "0123456789abcdef";
        StringBuilder text = new(bytes.Length * 2);
        foreach (byte b in bytes)
        {
            text.Append(digits[b >> 4]).Append(digits[b & 15]);
        }

        return text.ToString();
    }
}
