using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>Boxes of inputs as packages record them.</summary>
internal static class BoxRecords
{
    /// <summary>One interval where all elements have the same.</summary>
    public static InputCodesBox ToRecord(this Box box, int tensor) => new(tensor, Shared(box.Lower), Shared(box.Upper));

    /// <summary>The box of a tensor.</summary>
    public static Box ToBox(this InputCodesBox record, int elements) => new(Repeated(record.Lower, elements), Repeated(record.Upper, elements));

    private static EquatableArray<sbyte> Shared(ReadOnlySpan<sbyte> codes) =>
        codes.IndexOfAnyExcept(codes[0]) < 0 ? EquatableArray.Of(codes[0]) : new EquatableArray<sbyte>(codes.ToArray());

    private static sbyte[] Repeated(EquatableArray<sbyte> codes, int elements) =>
        codes.Count == 1 ? [.. Enumerable.Repeat(codes[0], elements)] : codes.ToArray();
}
