using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Planning;

/// <summary>The rows that a depthwise kernel reads: an image row and the next row of the filter below it, interleaved as pairs of int16, with padding left and right.</summary>
/// <remarks>
/// Two rows of the filter are then one multiply-add for each column of it. As many pairs of rows as a window spans are kept,
/// in a ring: pair <c>k</c>, whose upper row is row <c>k * RowStep</c> of the padded image, is at place <c>k % Slots</c>.
/// Two rows of the output share their pairs of rows where a filter has an odd number of rows: the upper one multiplies them by
/// rows (0, 1), (2, none), the lower one by rows (none, 0), (1, 2).
/// </remarks>
/// <param name="Window">The window over the image.</param>
/// <param name="OutRows">Rows of the output that are computed from the same pairs of rows: 1, or 2 where <see cref="CanShare"/>.</param>
public sealed record PairedRows(WindowGeometry Window, int OutRows = 1)
{
    /// <summary>Elements that a vector may read beyond the last channel.</summary>
    private const int Slack = 16;

    /// <summary>Pairs of rows of the filter; the last row of an odd number of them is paired with a weight of 0.</summary>
    public int FilterPairs => (Window.FilterHeight + 1) / 2;

    /// <summary>Rows of the padded image from a pair to the next that a window may begin at, or reach.</summary>
    public int RowStep => FilterPairs == 1 ? OutRows * Window.StrideY : GreatestCommonDivisor(OutRows * Window.StrideY, 2 * Window.DilationY);

    /// <summary>Pairs from a row of the output to the next, or from two of them to the next two.</summary>
    public int OutputStep => OutRows * Window.StrideY / RowStep;

    /// <summary>Pairs from two rows of the filter to the next two.</summary>
    public int FilterStep => FilterPairs == 1 ? 0 : 2 * Window.DilationY / RowStep;

    /// <summary>Pairs from the first that a window reads to the last.</summary>
    public int Span => (FilterPairs - 1) * FilterStep;

    /// <summary>Pairs that are kept.</summary>
    public int Slots => Span + 1;

    /// <summary>Elements of a pair of rows: two of each column and channel.</summary>
    public int PairLength => 2 * PaddedWindow.Of(Window).Width * Window.InChannels;

    /// <summary>Elements of the pairs that are kept: from one copy of several to the next.</summary>
    public int PlaneStep => Slots * PairLength;

    /// <summary>Elements of the scratch memory of several copies.</summary>
    public long LengthOf(int planes) => ((long)planes * Slots * PairLength) + Slack;

    /// <summary>Whether two rows of the output take as few multiply-adds from the same pairs of rows as from pairs of their own.</summary>
    public static bool CanShare(WindowGeometry window) =>
        window is { StrideY: 1, DilationY: 1 } && window.FilterHeight % 2 == 1 && window.OutHeight % 2 == 0;

    /// <summary>The taps of a channel in the order in which the kernel reads them, those of two output rows in turn; -1 for the partner of an odd row.</summary>
    public IEnumerable<int> TapOrder() =>
        from pair in Enumerable.Range(0, FilterPairs)
        from column in Enumerable.Range(0, Window.FilterWidth)
        from outRow in Enumerable.Range(0, OutRows)
        from row in new[] { (2 * pair) - outRow, (2 * pair) + 1 - outRow }
        select row >= 0 && row < Window.FilterHeight ? (row * Window.FilterWidth) + column : -1;

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
