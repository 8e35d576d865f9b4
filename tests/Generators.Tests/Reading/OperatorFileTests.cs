using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Reading;

/// <summary>Exported operators: written, read back, and refused where they were changed.</summary>
public sealed class OperatorFileTests
{
    private static readonly string Truncated = OperatorFileWriter.Write(FileOf(MultiplierTable.Of(new TruncatedMultiplier(2))));

    [Theory]
    [InlineData(1, "int16")]
    [InlineData(3, "int32")]
    public void Read_WrittenTable_IsEqual(int scale, string elementType)
    {
        OperatorFile file = FileOf([.. MultiplierTable.Of(new ScrambledMultiplier()).Select(product => product * scale)]);

        string text = OperatorFileWriter.Write(file);

        Assert.Contains($"\"element_type\": \"{elementType}\"", text, StringComparison.Ordinal);
        Assert.Equal(file, OperatorFileReader.Read("mul.qop.json", text));
        Assert.Equal(text, OperatorFileWriter.Write(OperatorFileReader.Read("mul.qop.json", text)));
    }

    [Fact]
    public void Read_WrittenFactors_AreEqual()
    {
        OperatorFile file = OperatorFileReader.Read("mul.qop.json", Truncated);

        Assert.Equal(4, file.Multiplier.Factors!.Terms.Count);
        Assert.Equal(FileOf(MultiplierTable.Of(new TruncatedMultiplier(2))), file);
    }

    [Fact]
    public void Find_ItemWithFactors_KeepsThem()
    {
        OperatorLibrary library = new(EquatableArray.Of(new TextFile("circuits/mul.qop.json", Truncated)));

        Multiplier? multiplier = library.Find(new MultiplierFileSpec(MultiplierFileSpec.Table, "mul.qop.json", EquatableArray<string>.Empty), out string error);

        Assert.Equal("", error);
        Assert.Equal(4, Assert.IsType<TableMultiplier>(multiplier).Factors!.Terms.Count);
    }

    [Fact]
    public void Factors_OfOtherProducts_AreRefused()
    {
        ProductFactors factors = OperatorFileReader.Read("mul.qop.json", Truncated).Multiplier.Factors!;

        Assert.Throws<ArgumentException>(() => new TableMultiplier("table:x", MultiplierTable.Of(new ExactMultiplier())) { Factors = factors });
    }

    [Theory]
    [InlineData("\"qmac.operator/1\"", "\"qmac.operator/2\"", "found \"qmac.operator/2\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("\"kind\": \"multiplier\"", "\"kind\": \"adder\"", "found \"adder\", expected \"multiplier\"")]
    [InlineData("\"encoding\": \"int8\"", "\"encoding\": \"uint8\"", "found \"uint8\", expected \"int8\"")]
    [InlineData("\"activation\", \"weight\"", "\"weight\", \"activation\"", "expected the operands activation, weight in this order")]
    [InlineData("\"spec\": \"table:x\"", "\"spec\": \"x\\n#error\"", "is no spec")]
    [InlineData("\"element_type\": \"int16\"", "\"element_type\": \"int8\"", "expected \"int16\" or \"int32\"")]
    [InlineData("\"element_type\": \"int16\"", "\"element_type\": \"int32\"", "found 512 bytes, expected 1024")]
    [InlineData("\"sha256\": \"1", "\"sha256\": \"2", "the file was changed after qmac op export wrote it")]
    [InlineData("\"rank\": 4", "\"rank\": 257", "expected an integer from 0 to 256")]
    [InlineData("\"table\": [", "\"table\": [\"\", ", "found 257 rows")]
    public void Read_ChangedMember_IsRefused(string old, string changed, string expected)
    {
        Assert.Contains(old, Truncated, StringComparison.Ordinal);
        DiagnosticException refusal = Assert.Throws<DiagnosticException>(
            () => OperatorFileReader.Read("mul.qop.json", Truncated.Replace(old, changed, StringComparison.Ordinal)));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("mul.qop.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ChangedProductOrFactor_IsRefused()
    {
        string[] lines = Truncated.Split('\n');
        int factor = Array.FindIndex(lines, line => line.Contains("\"weight\": \"", StringComparison.Ordinal));
        Assert.Contains("the factors do not give the products", RefusalOf(lines, factor), StringComparison.Ordinal);
        Assert.Contains("the table has the hash", RefusalOf(lines, lines.Length - 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextThatIsNotBase64_IsRefused()
    {
        DiagnosticException refusal = Assert.Throws<DiagnosticException>(
            () => OperatorFileReader.Read("mul.qop.json", Truncated.Replace("\"table\": [\n    \"", "\"table\": [\n    \"!", StringComparison.Ordinal)));

        Assert.Contains("found text that is not base64", refusal.Message, StringComparison.Ordinal);
    }

    private static string RefusalOf(string[] lines, int changed)
    {
        // The tenth character of a base64 text: bits of the third or fourth number.
        int at = lines[changed].LastIndexOf(": \"", StringComparison.Ordinal) is int member and > 0 ? member + 13 : lines[changed].IndexOf('"', StringComparison.Ordinal) + 11;
        char other = lines[changed][at] == 'A' ? 'B' : 'A';
        string line = $"{lines[changed][..at]}{other}{lines[changed][(at + 1)..]}";
        return Assert.Throws<DiagnosticException>(
            () => OperatorFileReader.Read("mul.qop.json", string.Join('\n', [.. lines[..changed], line, .. lines[(changed + 1)..]]))).Message;
    }

    private static OperatorFile FileOf(int[] products)
    {
        TableRank rank = TableRank.Of(products);
        return new OperatorFile(new TableMultiplier("table:x", products) { Factors = rank.Factors }, rank.Rank);
    }
}
