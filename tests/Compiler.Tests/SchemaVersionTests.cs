using System.Text.RegularExpressions;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary>Every reader of a format refuses other versions of it, and says what to do.</summary>
public sealed partial class SchemaVersionTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Source file of a reader, format, its file, and a command that reads it; in the command PKG is a package, FILE the file and DIR its folder.</summary>
    private static readonly (string Reader, string Schema, string File, string Command, string Remedy)[] Readers =
    [
        ("ModelReader", "qmac.graph", "graph.json", "inspect --pkg DIR", "make the package with qmac export"),
        ("ModelReader", "qmac.graph", "graph.json", "pack --pkg DIR", "make the package with qmac export"),
        ("ModelReader", "qmac.quant_spec", "quant_spec.json", "inspect --pkg DIR", "make the package with qmac export"),
        ("ParameterTextFormat", "qmac.params", "params.b64.txt", "inspect --pkg DIR", "run 'qmac pack' on the package"),
        ("OperatorFileReader", "qmac.operator", "x.qop.json", "op inspect table:FILE", "make it with qmac op export"),
        ("DataDeclarationReader", "qmac.data", "data.json", "evaluate --pkg PKG --data FILE", "write it as docs/data.md says"),
        ("RunRecord", "qmac.run", "run.json", "compare --baseline DIR --approx DIR", "make it with qmac run --out "),
        ("FrontFile", "qmac.front", "front.json", "report --pkg PKG --front FILE", "make it with qmac search"),
        ("OpcheckFile", "qmac.opcheck", "o.json", "report --pkg PKG --opcheck FILE", "make it with qmac opcheck"),
        ("OpcheckFile", "qmac.opcheck_all", "o.json", "report --pkg PKG --opcheck FILE", "make it with qmac opcheck"),
        ("CertificateChecker", "qmac.constraints", "D_sound.json", "check FILE --pkg PKG", "make it with qmac constraints, certify or assign"),
        ("CertificateChecker", "qmac.certificate", "c.json", "check FILE --pkg PKG", "make it with qmac constraints, certify or assign"),
        ("CareSetReader", "qmac.constraints", "D_sound.json", "opcheck --op exact --region FILE", "make it with qmac constraints"),
        ("SoundRanges", "qmac.constraints", "D_sound.json", "cosim --pkg PKG --random-input --bounds FILE", "make it with qmac constraints"),
    ];

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> Rows => new(Enumerable.Range(0, Readers.Length));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Read_AnotherVersion_IsRefusedWithTheWayOut(int row)
    {
        (_, string schema, string file, string command, string remedy) = Readers[row];

        Assert.Contains($"found \"{schema}/2\", written by a newer qmac: this one reads up to /1; update qmac", Refusal(2), StringComparison.Ordinal);
        string older = Refusal(0);
        Assert.Contains($"found \"{schema}/0\", written by an older qmac: this one reads /1; ", older, StringComparison.Ordinal);
        Assert.Contains(remedy, older, StringComparison.Ordinal);

        string Refusal(int version)
        {
            string path = _folder.PathOf(file);
            foreach (string part in Directory.GetFiles(package.Folder))
            {
                File.Copy(part, _folder.PathOf(Path.GetFileName(part)), overwrite: true);
            }

            File.WriteAllText(_folder.PathOf("outputs.npz"), "");
            string original = Path.Combine(package.Folder, file);
            File.WriteAllText(path, File.Exists(original)
                ? File.ReadAllText(original).Replace($"{schema}/1", $"{schema}/{version}", StringComparison.Ordinal)
                : $$"""{ "schema": "{{schema}}/{{version}}" }""");
            return QMac.RefusalLeaving(_folder.Path, [.. command.Split(' ').Select(word => word
                .Replace("PKG", package.Folder, StringComparison.Ordinal)
                .Replace("DIR", _folder.Path, StringComparison.Ordinal)
                .Replace("FILE", path, StringComparison.Ordinal))]);
        }
    }

    /// <summary>A new reader must come by the one place, and stand in the table.</summary>
    [Fact]
    public void Readers_AreThoseOfTheTable()
    {
        (string Name, string Text)[] sources = [.. Directory.EnumerateFiles(RepositoryFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];
        IEnumerable<string> readers = sources.Where(source => Refuses().IsMatch(source.Text)).Select(source => source.Name).Where(name => name != nameof(JsonValue));

        // An npz, of which FineTuningTests writes one of another version.
        IEnumerable<string> ofTable = Readers.Select(reader => reader.Reader).Append("TrainingCheckpoint").Distinct();
        Assert.Equal(ofTable.Order(StringComparer.Ordinal), readers.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("qmac.graph/1", null)]
    [InlineData("qmac.graph/12", "found \"qmac.graph/12\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("qmac.graph/0", "found \"qmac.graph/0\", written by an older qmac: this one reads /1; make it")]
    [InlineData("qmac.graph/-1", "found \"qmac.graph/-1\", expected qmac.graph/1 or qmac.run/3; make it")]
    [InlineData("qmac.graph/99999999999", "found \"qmac.graph/99999999999\", expected qmac.graph/1 or qmac.run/3; make it")]
    [InlineData("qmac.run/2", "found \"qmac.run/2\", written by an older qmac: this one reads /3; make it")]
    [InlineData("", "found \"\", expected qmac.graph/1 or qmac.run/3; make it")]
    public void Refusal_OfWhatAFileSays_NamesBoth(string found, string? expected) => Assert.Equal(expected, FileSchema.Refusal(found, "make it", "qmac.graph/1", "qmac.run/3"));

    [GeneratedRegex(@"\.RequireSchema\(|FileSchema\.Refusal\(")]
    private static partial Regex Refuses();
}
