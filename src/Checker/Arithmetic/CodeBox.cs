namespace QMacVerify.Checker.Arithmetic;

/// <summary>The least and the greatest code of each element of a tensor, in C order.</summary>
internal sealed record CodeBox(sbyte[] Low, sbyte[] High)
{
    public int Count => Low.Length;

    /// <summary>The first element whose interval is empty, or -1.</summary>
    public int FirstEmpty => Enumerable.Range(0, Count).FirstOrDefault(i => Low[i] > High[i], -1);

    public Ends Hull => new(Low.Min(), High.Max());

    public Ends this[int element] => new(Low[element], High[element]);

    public static CodeBox Uniform(int count, Ends codes) =>
        new([.. Enumerable.Repeat((sbyte)codes.Low, count)], [.. Enumerable.Repeat((sbyte)codes.High, count)]);

    public static CodeBox Point(ReadOnlySpan<sbyte> codes) => new(codes.ToArray(), codes.ToArray());

    /// <summary>The box whose element i has what is known of it.</summary>
    public static CodeBox Of(int count, Func<int, Ends> element)
    {
        CodeBox box = new(new sbyte[count], new sbyte[count]);
        for (int i = 0; i < count; i++)
        {
            (long low, long high) = element(i);
            (box.Low[i], box.High[i]) = ((sbyte)low, (sbyte)high);
        }

        return box;
    }

    public Ends[] ToEnds() => [.. Enumerable.Range(0, Count).Select(i => this[i])];

    public CodeBox Join(CodeBox other) =>
        new([.. Low.Zip(other.Low, Math.Min)], [.. High.Zip(other.High, Math.Max)]);

    public bool Holds(CodeBox other) => Enumerable.Range(0, Count).All(i => this[i].Holds(other[i]));
}
