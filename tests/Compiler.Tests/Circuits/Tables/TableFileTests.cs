using System.Buffers.Binary;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Tables;

/// <summary>One signed table in every kind of file, and files that are no tables.</summary>
public sealed class TableFileTests : IDisposable
{
    private static readonly int[] Scrambled = MultiplierTable.Of(new ScrambledMultiplier());

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resolve_EveryKindOfFile_GivesTheSameTable()
    {
        int[] byCode = [.. Enumerable.Range(0, 65_536).Select(index => Scrambled[index ^ 0x8080])];
        byte[] words = new byte[131_072];
        for (int i = 0; i < byCode.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(words.AsSpan(2 * i), (short)byCode[i]);
        }

        NpyFormat.WriteFile(_folder.PathOf("a.npy"), NpyArray.Create<short>([256, 256], Array.ConvertAll(Scrambled, product => (short)product)));
        NpyFormat.WriteFile(_folder.PathOf("b.npy"), NpyArray.Create<int>([256, 256], Scrambled));
        File.WriteAllBytes(_folder.PathOf("c.bin"), words);
        File.WriteAllText(_folder.PathOf("d.h"), $"/* [256][256] = */ #include <stdint.h>\nconst int16_t lut[256][256] = {{\n{Rows(byCode, row => $"  {{{string.Join(", ", row)}}},")}\n}};\nint other = 3;\n");
        File.WriteAllText(_folder.PathOf("e.txt"), $"# from -128 to 127\n{Rows(Scrambled, row => string.Join(' ', row))}\n");
        File.WriteAllText(_folder.PathOf("f.csv"), Rows(Scrambled, row => string.Join(',', row)).ReplaceLineEndings("\r\n"));

        NpyFormat.WriteFile(_folder.PathOf("g.npy"), NpyArray.Create<long>([256, 256], Array.ConvertAll(Scrambled, product => (long)product)));
        NpyFormat.WriteFile(_folder.PathOf("h.npy"), NpyArray.Create<long>([65_536], Array.ConvertAll(Scrambled, product => (long)product)));
        File.WriteAllText(_folder.PathOf("i.h"), $"short lut[65536] = {{{string.Join(',', byCode)}}};");
        File.WriteAllText(_folder.PathOf("j.txt"), string.Join('\n', Scrambled));
        File.WriteAllText(_folder.PathOf("k.csv"), string.Join(',', Scrambled));

        foreach (string file in (string[])["a.npy", "b.npy", "c.bin", "d.h", "e.txt", "f.csv", "g.npy", "h.npy", "i.h", "j.txt", "k.csv", "b.npy,layout=numeric", "c.bin,layout=code"])
        {
            ResolvedMultiplier resolved = Resolve($"{file},signed");
            Assert.True(Scrambled.SequenceEqual(MultiplierTable.Of(resolved.Multiplier)), file);
            Assert.StartsWith("layout: ", resolved.Notes[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Resolve_ExportedOperator_IsReadAsItIs()
    {
        string file = _folder.PathOf("s.qop.json");
        NpyFormat.WriteFile(_folder.PathOf("u.npy"), NpyArray.Create<ushort>([256, 256], UnsignedTable((a, b) => (a * b) | 1)));
        TableMultiplier original = (TableMultiplier)Resolve("u.npy,unsigned,wrap=offset").Multiplier;
        File.WriteAllText(file, OperatorFileWriter.Write(new OperatorFile(original, 256)));

        Assert.Equal(original, Resolve("s.qop.json").Multiplier);
        Assert.Contains("no options", Refusal("s.qop.json,signed"), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_SignednessNotNamed_IsFoundByTheDistanceToTheExactProduct()
    {
        NpyFormat.WriteFile(_folder.PathOf("u.npy"), NpyArray.Create<ushort>([256, 256], UnsignedTable((a, b) => a * b / 2)));
        File.WriteAllBytes(_folder.PathOf("s.bin"), Words((a, b) => (ushort)((sbyte)a * (sbyte)b)));

        Assert.False(Resolve("u.npy").Origin!.Table.IsSigned);
        Assert.True(Resolve("s.bin").Origin!.Table.IsSigned);
        Assert.Contains(Resolve("s.bin").Notes, note => note.StartsWith("signed: the mean error is 0 %", StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_TableInTheOtherOrder_GetsAHint()
    {
        short[] byCode = [.. Enumerable.Range(0, 65_536).Select(index => (short)((sbyte)(index >> 8) * (sbyte)index))];
        NpyFormat.WriteFile(_folder.PathOf("c.npy"), NpyArray.Create<short>([256, 256], byCode));

        ResolvedMultiplier resolved = Resolve("c.npy,signed");

        Assert.Contains(resolved.Notes, note => note.StartsWith("hint: read with signed and layout=code the mean error is 0 %", StringComparison.Ordinal));
        Assert.DoesNotContain(Resolve("c.npy,signed,layout=code").Notes, note => note.StartsWith("hint", StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_WrongSignedness_GetsAHint()
    {
        File.WriteAllBytes(_folder.PathOf("u.bin"), Words((a, b) => (ushort)(a * b)));

        Assert.Contains(Resolve("u.bin,signed").Notes, note => note.StartsWith("hint: read with unsigned the mean error is 0 %", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("u.bin has 3 bytes, expected 131072", "u.bin")]
    [InlineData("h.h has 2 numbers in its array, expected 65536", "h.h")]
    [InlineData("n.h defines 0 arrays NAME[256][256] or NAME[65536], expected one", "n.h")]
    [InlineData("short.txt has 2 rows, expected 256, or all 65536 products in a row or one below the other", "short.txt")]
    [InlineData("far.npy has 9223372036854775807 in row 0, column 0 (both from 0), expected an unsigned product from 0 to 65535", "far.npy")]
    [InlineData("row.npy is int64 [65535], expected 256 x 256 products, or all 65536 in a row", "row.npy")]
    [InlineData("narrow.txt has 255 numbers in row 0, expected 256", "narrow.txt")]
    [InlineData("nan.txt has \"nan\" in row 7, column 9 (both from 0), expected an integer", "nan.txt")]
    [InlineData("wide.txt has 70000 in row 7, column 9 (both from 0), expected an unsigned product from 0 to 65535", "wide.txt")]
    [InlineData("wide.txt has 70000 in row 7, column 9 (both from 0), expected a signed product from -32768 to 32767", "wide.txt,signed")]
    [InlineData("minus.txt has -1 in row 7, column 9 (both from 0), expected an unsigned product from 0 to 65535", "minus.txt,unsigned")]
    [InlineData("mixed.txt has 40000 in row 7, column 10 (both from 0), expected a signed product from -32768 to 32767", "mixed.txt")]
    [InlineData("nan.npy holds NaN, expected 256 x 256 integers", "nan.npy")]
    [InlineData("real.npy is float64 [256, 256], expected int16, int32, int64, uint16 or uint32", "real.npy")]
    [InlineData("small.npy is int16 [16, 16], expected 256 x 256 products", "small.npy")]
    [InlineData("zero.txt does not say whether it is signed", "zero.txt")]
    [InlineData("x.table is of unknown kind; expected .npy, .bin, .h, .c, .txt, .csv or .qop.json", "x.table")]
    [InlineData("There is no file", "none.npy")]
    [InlineData("layout=\"fast\" is unknown; expected layout=numeric or layout=code", "zero.txt,layout=fast")]
    public void Resolve_WhatIsNoTable_IsRefused(string expected, string spec)
    {
        string Text(Func<int, int, string> cell) =>
            string.Join('\n', Enumerable.Range(0, 256).Select(row => string.Join(' ', Enumerable.Range(0, 256).Select(column => cell(row, column)))));
        string With(string odd) => Text((row, column) => (row, column) == (7, 9) ? odd : "5");
        double[] reals = new double[65_536];
        NpyFormat.WriteFile(_folder.PathOf("real.npy"), NpyArray.Create<double>([256, 256], reals));
        reals[7] = double.NaN;
        NpyFormat.WriteFile(_folder.PathOf("nan.npy"), NpyArray.Create<double>([256, 256], reals));
        NpyFormat.WriteFile(_folder.PathOf("small.npy"), NpyArray.Create<short>([16, 16], new short[256]));
        NpyFormat.WriteFile(_folder.PathOf("far.npy"), NpyArray.Create<long>([65_536], [long.MaxValue, .. new long[65_535]]));
        NpyFormat.WriteFile(_folder.PathOf("row.npy"), NpyArray.Create<long>([65_535], new long[65_535]));
        File.WriteAllBytes(_folder.PathOf("u.bin"), [1, 2, 3]);
        foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)
            [
                ("h.h", "int lut[256][256] = {{1, 2}};"), ("n.h", "int lut[16][16] = {{1, 2}};"), ("short.txt", "1 2\n3 4\n"), ("x.table", ""),
                ("narrow.txt", Text((_, column) => column == 0 ? "" : "1")), ("nan.txt", With("nan")), ("wide.txt", With("70000")),
                ("minus.txt", With("-1")), ("mixed.txt", With("-1 40000").Replace("-1 40000 5", "-1 40000", StringComparison.Ordinal)), ("zero.txt", Text((_, _) => "0")),
            ])
        {
            File.WriteAllText(_folder.PathOf(name), text);
        }

        Assert.Contains(expected, Refusal(spec), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_DamagedArray_IsRefused()
    {
        File.WriteAllText(_folder.PathOf("x.npy"), "no array");
        Assert.Throws<ArrayFormatException>(() => Resolve("x.npy"));
    }

    [Fact]
    public void Resolve_FileWithOddName_HasAPlainSpec()
    {
        NpyFormat.WriteFile(_folder.PathOf("my mul;id.npy"), NpyArray.Create<int>([256, 256], Scrambled));

        Assert.Matches(@"\Atable:my_mul_id\.npy_[0-9a-f]{8},signed,activation=B\z", Resolve("my mul;id.npy,signed,activation=B").Multiplier.Spec);
    }

    [Theory]
    [InlineData("table:", "operator \"table:\" names no file; expected table:FILE")]
    [InlineData("tables:x", "multiplier \"tables:x\" is unknown; expected exact")]
    public void Resolve_BadSpec_SaysWhatWasExpected(string spec, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<InputException>(() => OperatorResolver.Multiplier(spec)).Message, StringComparison.Ordinal);

    private static string Rows(int[] table, Func<int[], string> row) =>
        string.Join('\n', Enumerable.Range(0, 256).Select(index => row(table[(256 * index)..(256 * (index + 1))])));

    private static ushort[] UnsignedTable(Func<int, int, int> product) =>
        [.. Enumerable.Range(0, 65_536).Select(index => (ushort)product(index >> 8, index & 255))];

    private static byte[] Words(Func<int, int, ushort> product)
    {
        byte[] words = new byte[131_072];
        for (int index = 0; index < 65_536; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(words.AsSpan(2 * index), product(index >> 8, index & 255));
        }

        return words;
    }

    private ResolvedMultiplier Resolve(string spec) => OperatorResolver.Multiplier($"table:{_folder.PathOf(spec)}");

    private string Refusal(string spec) => Assert.Throws<InputException>(() => Resolve(spec)).Message;
}
