using System.Globalization;
using System.Text.RegularExpressions;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Numbers of the lines that a bench prints.</summary>
internal static class BenchNumber
{
    /// <summary>A decimal number, which may have a sign.</summary>
    /// <param name="match">The line.</param>
    /// <param name="group">Where it stands.</param>
    public static int Number(this Match match, int group) => int.Parse(match.Groups[group].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
