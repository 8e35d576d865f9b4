using System.Globalization;
using System.Text;

namespace QMacVerify.Generators.Support;

/// <summary>Formatting that no machine's culture can change.</summary>
public static class Text
{
    /// <summary>Formats with the invariant culture.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name from outside as it may stand in a message: in quotes, on one line, control characters escaped, at most 80 characters.</summary>
    public static string Quote(string name)
    {
        StringBuilder text = new("\"");
        foreach (char c in name.Length <= 80 ? name : name.Substring(0, 77) + "...")
        {
            if (c is '"' or '\\')
            {
                text.Append('\\').Append(c);
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029')
            {
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>Lower-case hexadecimal, two digits a byte.</summary>
    public static string Hex(byte[] bytes)
    {
        StringBuilder text = new(bytes.Length * 2);
        foreach (byte b in bytes)
        {
            text.Append(b.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
