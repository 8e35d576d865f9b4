using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>What the accumulators of a layer begin with: bias and zero points' shares.</summary>
/// <remarks>
/// Where padding is skipped it has no share, nor has what lies between the pixels of a transposed convolution, so windows that
/// miss the same rows and columns have start values of their own: a row class and a column class of the output.
/// </remarks>
/// <param name="Channels">Output channels.</param>
/// <param name="Values">Row classes x column classes x channels.</param>
/// <param name="RowClasses">Class of each row of the output; empty where start values do not depend on the position.</param>
/// <param name="ColumnClasses">Class of each column, likewise.</param>
public sealed record StartValues(int Channels, EquatableArray<int> Values, EquatableArray<int> RowClasses, EquatableArray<int> ColumnClasses)
{
    public bool IsByPosition => RowClasses.Count > 0;

    /// <summary>Column classes.</summary>
    private int Columns => ColumnClasses.Max() + 1;

    /// <summary>The same for all positions.</summary>
    public static StartValues Of(EquatableArray<int> values) => new(values.Count, values, EquatableArray<int>.Empty, EquatableArray<int>.Empty);

    /// <summary>Of a layer, modulo 2^32.</summary>
    internal static StartValues Of(LayerFacts facts)
    {
        WindowGeometry window = facts.Geometry.Window;
        if (!facts.SkipsPadding)
        {
            return Of(new EquatableArray<int>(facts.Starts()));
        }

        int[] rows = Classes(window.OutHeight, outY => Enumerable.Range(0, window.FilterHeight).Select(filterY => window.InputRow(outY, filterY) >= 0));
        int[] columns = Classes(window.OutWidth, outX => Enumerable.Range(0, window.FilterWidth).Select(filterX => window.InputColumn(outX, filterX) >= 0));
        int[] pixels = new int[window.Elements];
        List<int> values = [];
        for (int row = 0; row <= rows.Max(); row++)
        {
            for (int column = 0; column <= columns.Max(); column++)
            {
                window.PixelsAt((Array.IndexOf(rows, row) * window.OutWidth) + Array.IndexOf(columns, column), pixels);
                values.AddRange(Enumerable.Range(0, facts.Geometry.OutChannels).Select(channel => unchecked((int)facts.StartOf(channel, pixels))));
            }
        }

        return new StartValues(facts.Geometry.OutChannels, values.ToEquatableArray(), new EquatableArray<int>(rows), new EquatableArray<int>(columns));
    }

    /// <summary>Other values, given those and their channel.</summary>
    public StartValues Select(Func<int, int, int> change) => this with { Values = Values.Select((value, index) => change(value, index % Channels)).ToEquatableArray() };

    /// <summary>Of some rows of the output.</summary>
    public StartValues OfRows(int first, int end) => IsByPosition
        ? this with { RowClasses = RowClasses.Skip(first).Take(end - first).ToEquatableArray() }
        : this;

    /// <summary>After the first addition of a truncated adder, which clears low bits of the start value once and for all.</summary>
    public StartValues WithoutLowBits(int bits) => Select((value, _) => (value >> bits) << bits);

    /// <summary>The values with each class filled up by 0.</summary>
    /// <param name="channels">Elements of a class: no less than the channels.</param>
    public EquatableArray<int> Padded(int channels) => Enumerable.Range(0, Values.Count / Channels)
        .SelectMany(start => Values.Skip(start * Channels).Take(Channels).Concat(Enumerable.Repeat(0, channels - Channels))).ToEquatableArray();

    /// <summary>Where the values of a row of the output begin among the padded ones.</summary>
    public EquatableArray<int> RowPlaces(int channels) => RowClasses.Select(row => row * Columns * channels).ToEquatableArray();

    /// <summary>And from there those of a column.</summary>
    public EquatableArray<int> ColumnPlaces(int channels) => ColumnClasses.Select(column => column * channels).ToEquatableArray();

    /// <summary>Numbers for positions in the order in which they first occur, the same for those that have the same elements.</summary>
    private static int[] Classes(int positions, Func<int, IEnumerable<bool>> present)
    {
        Dictionary<string, int> classes = [];
        int[] numbers = new int[positions];
        for (int position = 0; position < positions; position++)
        {
            string key = string.Concat(present(position).Select(isPresent => isPresent ? '1' : '0'));
            if (!classes.TryGetValue(key, out numbers[position]))
            {
                numbers[position] = classes[key] = classes.Count;
            }
        }

        return numbers;
    }
}
