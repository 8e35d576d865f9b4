using System.Diagnostics;
using System.Text.RegularExpressions;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary><c>qmac demo</c> as a newcomer runs it: a process in an empty folder.</summary>
public sealed partial class DemoTests(DemoRun demo) : IClassFixture<DemoRun>
{
    private static readonly string[] Layout =
    [
        "constraints/cnn_small/D_sound.json",
        "export/cnn_small/graph.json", "export/cnn_small/params.b64.txt", "export/cnn_small/params.npz", "export/cnn_small/quant_spec.json",
        "generated/cnn_small/CnnSmall.Parameters.g.cs", "generated/cnn_small/CnnSmall.csproj", "generated/cnn_small/CnnSmall.g.cs",
        "generated/cnn_small/D_sound.json", "generated/cnn_small/Directory.Build.props", "generated/cnn_small/Directory.Build.targets",
        "generated/cnn_small/Directory.Packages.props", "generated/cnn_small/Program.cs", "generated/cnn_small/README.md",
        "generated/cnn_small/lib/QMacVerify.Runtime.dll", "generated/cnn_small/selfcheck/SHA256SUMS", "generated/cnn_small/selfcheck/input_0.npy",
        "generated/cnn_small/selfcheck/output_0.npy",
        "generated/cnn_small/verilog/README.md", "generated/cnn_small/verilog/accumulators.hex", "generated/cnn_small/verilog/add_trunc_s32.v",
        "generated/cnn_small/verilog/layer_tb.v", "generated/cnn_small/verilog/mac_s8_acc32.v", "generated/cnn_small/verilog/mul_trunc_s8.v",
        "generated/cnn_small/verilog/qm_add.v", "generated/cnn_small/verilog/qm_mul.v", "generated/cnn_small/verilog/sources.f",
        "generated/cnn_small/verilog/taps.hex",
        "results/approx/cnn_small/outputs.npz", "results/approx/cnn_small/run.json",
        "results/approx/cnn_small/tensors.json", "results/approx/cnn_small/tensors.npz",
        "results/baseline/cnn_small/outputs.npz", "results/baseline/cnn_small/run.json",
        "results/baseline/cnn_small/tensors.json", "results/baseline/cnn_small/tensors.npz",
        "results/compare/cnn_small/diff_report.json",
        "results/demo/cnn_small/contact_sheet.png", "results/demo/cnn_small/labels.npy", "results/demo/cnn_small/samples.npy",
        "results/opcheck/aadd_trunc_2_equiv_report.json", "results/opcheck/amul_trunc_2_equiv_report.json",
    ];

    [Fact]
    public void Demo_EmptyFolder_WritesTheWholeLayout()
    {
        Assert.Equal((0, ""), (demo.Result.ExitCode, demo.Result.Error));
        AssertLayout(demo.Folder);
    }

    [Fact]
    public void Demo_Steps_ArePrintedAsTheyEnd()
    {
        using TemporaryFolder folder = new();
        using Process process = Process.Start(
            new ProcessStartInfo(ChildProcess.DotNet, [ChildProcess.QMacProgram, "demo", "--num-opcheck", "20"]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true })!;

        string? first = process.StandardOutput.ReadLine();
        bool isAtTheEnd = Directory.Exists(folder.PathOf("generated"));
        process.Kill();
        process.WaitForExit();

        Assert.Equal("export               7 nodes, 6,506 parameters, 1,273,536 MACs", first);
        Assert.False(isAtTheEnd);
    }

    [Fact]
    public void Demo_SecondRun_GivesTheSameBytes()
    {
        using TemporaryFolder other = new();
        File.WriteAllText(other.PathOf("notes.txt"), "mine");
        string notes = Assert.Single(FolderContents.Of(other.Path));

        // Into a folder with a file of another, over files of an earlier run that have become longer since.
        foreach (string file in FolderContents.Files(demo.Folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(other.PathOf(file))!);
            File.WriteAllBytes(other.PathOf(file), [.. File.ReadAllBytes(demo.PathOf(file)), (byte)'\n']);
        }

        ChildResult second = ChildProcess.RunQMac(other.Path, "demo", "--model", "cnn_small", "--drop", "2", "--num-opcheck", "300");

        Assert.Equal(demo.Result, second);
        Assert.Equal(FolderContents.Of(demo.Folder).Append(notes).Order(StringComparer.Ordinal), FolderContents.Of(other.Path));
    }

    [Fact]
    public void Demo_TableOfAUser_GoesThroughEveryStep()
    {
        using TemporaryFolder folder = new();
        TableMultiplier scrambled = ScrambledMultiplier.Table();
        NpyFormat.WriteFile(folder.PathOf("mul.npy"), NpyArray.Create<short>([256, 256], Array.ConvertAll(scrambled.Products.ToArray(), product => (short)product)));

        ChildResult result = ChildProcess.RunQMac(folder.Path, "demo", "--amul", "table:mul.npy,signed", "--num-opcheck", "20");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"opcheck multiplier +equal on 65,536 vectors, generated C#", result.Output);
        foreach (string file in (string[])["results/approx/cnn_small/run.json", "constraints/cnn_small/D_sound.json", "generated/cnn_small/CnnSmall.g.cs", "results/opcheck/op_equiv_report.json"])
        {
            Assert.Contains(scrambled.Sha256, File.ReadAllText(folder.PathOf(file)), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Demo_WithTools_PrintsTheSummary()
    {
        Tools.Require("iverilog", "vvp");

        Snapshot.Verify(Scrub(demo.Result.Output), "console");
    }

    [Fact]
    public void Demo_EmptyPath_SkipsTheOperatorCheckAndIsDone()
    {
        using TemporaryFolder folder = new();
        using ChildProcess child = ChildProcess.QMac(
            folder.Path, ["demo", "--num-opcheck", "300"], new Dictionary<string, string?> { ["PATH"] = "" });

        ChildResult result = child.WaitForEnd();

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Verify(result.Output, "console_without_tools");
        AssertLayout(folder.Path);
        foreach (string report in (string[])["amul_trunc_2_equiv_report.json", "aadd_trunc_2_equiv_report.json"])
        {
            Assert.Contains("\"status\": \"skipped\"", File.ReadAllText(folder.PathOf("results", "opcheck", report)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Demo_Package_IsTheOneThatWasReviewed()
    {
        Snapshot.Verify(File.ReadAllText(demo.PathOf("export", "cnn_small", "graph.json")), "graph", "json");
        Snapshot.Verify(File.ReadAllText(demo.PathOf("constraints", "cnn_small", "D_sound.json")), "D_sound", "json");
    }

    [Fact]
    public void Demo_Outputs_AreTheOnesThatWereReviewed()
    {
        NpzArchive exact = NpzArchive.ReadFile(demo.PathOf("results", "baseline", "cnn_small", "outputs.npz"));
        NpzArchive approximate = NpzArchive.ReadFile(demo.PathOf("results", "approx", "cnn_small", "outputs.npz"));

        Snapshot.Verify(Describe("exact", exact) + Describe("amul trunc:2, aadd trunc:2", approximate), "outputs");
    }

    /// <summary>The logits of the first digits, and a hash of all.</summary>
    private static string Describe(string title, NpzArchive run)
    {
        NpyArray logits = run["output_0"];
        IEnumerable<string> rows = Enumerable.Range(0, 8)
            .Select(row => string.Concat(logits.Values<sbyte>().Slice(row * 10, 10).ToArray().Select(code => $"{code,5}")));
        return $"{title}: output_0 is {logits}, sha256 {ContentHash.Of(logits)}, begins with\n{string.Join('\n', rows)}\n";
    }

    private static void AssertLayout(string folder)
    {
        const string engine = "generated/cnn_small/verilog/engine/";
        IReadOnlyList<string> files = FolderContents.Files(folder);
        Assert.Equal(Layout, files.Where(file => !file.StartsWith(engine, StringComparison.Ordinal)));
        Assert.Contains($"{engine}Makefile", files);
    }

    private static string Scrub(string output) => SimulatorVersion().Replace(output, "SIMULATOR");

    [GeneratedRegex(@"Icarus Verilog \d[\d.]*( \(\w+\))?")]
    private static partial Regex SimulatorVersion();
}
