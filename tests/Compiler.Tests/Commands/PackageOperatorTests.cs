using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>A package with circuits of its own: what a command line does not name comes from there, whatever the command.</summary>
public sealed class PackageOperatorTests : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PackageOperatorTests(CnnSmallPackage package)
    {
        Directory.CreateDirectory(Package);
        foreach (string file in Directory.GetFiles(package.Folder))
        {
            File.Copy(file, Path.Combine(Package, Path.GetFileName(file)));
        }

        string quantSpec = Path.Combine(Package, PackageTexts.QuantSpecFile);
        string text = File.ReadAllText(quantSpec);
        int start = text.IndexOf("\"default\": ", StringComparison.Ordinal);
        File.WriteAllText(
            quantSpec,
            $$"""{{text[..start]}}"default": { "multiplier": "trunc:2", "adder": "trunc:3" },{{text[text.IndexOf('\n', start)..]}}""");
    }

    private string Package => _folder.PathOf("package");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trunc:2", "trunc:3")]
    [InlineData("trunc:2", "trunc:1", "--aadd", "trunc:1")]
    [InlineData("drum:4", "trunc:3", "--amul", "drum:4")]
    [InlineData("exact", "trunc:3", "--amul", "exact")]
    [InlineData("exact", "exact", "--amul", "exact", "--aadd", "exact")]
    [InlineData("drum:4", "trunc:3", "--assign", """{ "default": { "multiplier": "drum:4" } }""")]
    [InlineData("trunc:2", "loa:4", "--assign", """{ "layers": [ { "name": "*", "adder": "loa:4" } ] }""")]
    public void Commands_WhatIsNotNamed_ComesFromThePackage(string multiplier, string adder, params string[] options)
    {
        string[] arguments = ["--pkg", Package, .. options];
        if (options is ["--assign", string assign])
        {
            File.WriteAllText(_folder.PathOf("assign.json"), assign);
            arguments[^1] = _folder.PathOf("assign.json");
        }

        string layer = QMac.Success(["inspect", .. arguments, "--layer", "conv1"]);
        QMac.Success(["run", .. arguments, "--random-input", "--dump-tensors", "--out", _folder.PathOf("run")]);
        QMac.Success(["constraints", .. arguments, "--out", _folder.PathOf("d.json")]);
        QMac.Success(["compile", .. arguments, "--out", _folder.PathOf("g")]);

        Assert.Matches($@"operators: +{multiplier} \(.*\), adder {adder} \(", layer);
        AssertNames(multiplier, adder, File.ReadAllText(_folder.PathOf("run", "run.json")));
        AssertNames(multiplier, adder, File.ReadAllText(_folder.PathOf("d.json")));
        Assert.Equal(File.ReadAllText(_folder.PathOf("d.json")), File.ReadAllText(_folder.PathOf("g", "D_sound.json")));
        if (options is not ["--assign", ..])
        {
            Assert.Contains($"compiled with amul {multiplier}, aadd {adder}.", File.ReadAllText(_folder.PathOf("g", "CnnSmall.g.cs")), StringComparison.Ordinal);
            QMac.Success(["compare", .. arguments, "--against", _folder.PathOf("run", "tensors.npz"), "--random-input", "--out", _folder.PathOf("c")]);
        }
    }

    [Theory]
    [InlineData("""{ "default": { "multiplyer": "trunc:2" } }""", "member \"multiplyer\" is unknown; did you mean \"multiplier\"? (assign.json 1:30)")]
    [InlineData("""{ "defaults": { "multiplier": "trunc:2" } }""", "member \"defaults\" is unknown; did you mean \"default\"? (assign.json 1:15)")]
    [InlineData("""{ "layers": [ { "name": "conv1", "amul": "trunc:2" } ] }""", "member \"amul\" is unknown; did you mean \"multiplier\"? (assign.json 1:42)")]
    public void Run_UnknownMemberOfAnAssignment_IsRefused(string assign, string expected)
    {
        File.WriteAllText(_folder.PathOf("assign.json"), assign);

        Assert.Equal($"QMAC0003: {expected}", QMac.RefusalLeaving(
            _folder.Path, "run", "--pkg", Package, "--random-input", "--assign", _folder.PathOf("assign.json"), "--out", _folder.PathOf("x")));
    }

    [Theory]
    [InlineData(PackageTexts.QuantSpecFile, "\"operators\": {", "\"operator\": {}, \"operators\": {", "member \"operator\" is unknown; did you mean \"operators\"?")]
    [InlineData(PackageTexts.GraphFile, "\"op\": ", "\"opp\": 1, \"op\": ", "member \"opp\" is unknown; did you mean \"op\"?")]
    public void Inspect_UnknownMemberOfThePackage_IsRefused(string file, string member, string changed, string expected)
    {
        string path = Path.Combine(Package, file);
        string text = File.ReadAllText(path);
        int start = text.IndexOf(member, StringComparison.Ordinal);
        File.WriteAllText(path, text[..start] + changed + text[(start + member.Length)..]);
        PackageFiles.RebindFolder(Package);

        Assert.StartsWith($"QMAC0003: {expected} ({file} ", QMac.Refusal("inspect", "--pkg", Package), StringComparison.Ordinal);
    }

    private static void AssertNames(string multiplier, string adder, string json)
    {
        Assert.Contains($"\"{multiplier}\"", json, StringComparison.Ordinal);
        Assert.Contains($"\"{adder}\"", json, StringComparison.Ordinal);
    }
}
