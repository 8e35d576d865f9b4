using System.Globalization;
using System.Text.RegularExpressions;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>What <c>stat</c> and <c>ltp</c> of yosys print.</summary>
internal static partial class YosysReport
{
    /// <summary>All cells.</summary>
    public static int Cells(string stat) => Read(stat, CellCount());

    /// <summary>Cells on the longest path.</summary>
    public static int Levels(string ltp) => Read(ltp, Length());

    /// <summary>Type and number of cells.</summary>
    public static IEnumerable<(string Type, int Count)> CellTypes(string stat) => CellType().Matches(stat).Select(match =>
        (match.Groups["type"].Value, int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)));

    /// <summary>Flip-flops among the cells of no library, a bit each.</summary>
    public static int Registers(string stat) => FlipFlop().Matches(stat).Sum(match => int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));

    /// <summary>The area of all cells; 0 where there is none.</summary>
    public static decimal Area(string stat) =>
        ChipArea().Match(stat) is { Success: true } match ? decimal.Parse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;

    /// <summary>A cell whose area is not known; null where all are.</summary>
    public static string? CellWithoutArea(string stat) =>
        UnknownArea().Match(stat) is { Success: true } match ? match.Groups[1].Value : null;

    private static int Read(string report, Regex pattern) =>
        pattern.Match(report) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    // "Number of cells: 410", and since 0.50 "410 cells", with the area between them where there is a library.
    [GeneratedRegex(@"(?<=Number of cells:\s+|^\s*(?=\d+ +(?:[\d.]+(?:[eE][+-]?\d+)? +)?cells$))(\d+)", RegexOptions.Multiline)]
    private static partial Regex CellCount();

    // "  LUT2  6", and since 0.50 "  6   LUT2". No cell of a target is called like the words of other lines.
    [GeneratedRegex(@"^ +(?:(?<type>[A-Z][A-Z0-9_]*) +(?<count>\d+)|(?<count>\d+) +(?<type>[A-Z][A-Z0-9_]*))$", RegexOptions.Multiline)]
    private static partial Regex CellType();

    // "  $_DFFE_PP_  32", and since 0.50 "  32   $_DFFE_PP_".
    [GeneratedRegex(@"^ +(?:\$_\w*DFF\w*_ +(?<count>\d+)|(?<count>\d+) +\$_\w*DFF\w*_)$", RegexOptions.Multiline)]
    private static partial Regex FlipFlop();

    [GeneratedRegex(@"Chip area for (?:top )?module '[^']*': ([\d.]+(?:[eE][+-]?\d+)?)")]
    private static partial Regex ChipArea();

    [GeneratedRegex(@"Area for cell type \\?(\S+) is unknown")]
    private static partial Regex UnknownArea();

    [GeneratedRegex(@"length=(\d+)")]
    private static partial Regex Length();
}
