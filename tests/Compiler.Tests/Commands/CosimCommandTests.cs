using System.Security.Cryptography;
using System.Text.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac cosim</c> on the built-in network.</summary>
[Trait("Category", "Slow")]
public sealed class CosimCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Cosim_SomeLayers_PassesWithTheSameReportTwice()
    {
        Tools.Require("iverilog", "vvp");
        string[] options = [.. Options("logits,add"), "--amul", "trunc_col:4", "--aadd", "loa:4", "--watch-bounds"];
        string text = QMac.Success([.. options, "--out", _folder.PathOf("first")]);
        QMac.Success([.. options, "--out", _folder.PathOf("second")]);

        Assert.Contains("PASS: 6292 comparisons", text, StringComparison.Ordinal);
        Assert.Contains("2 of 7 operations in RTL", text, StringComparison.Ordinal);
        Assert.Contains("host: not asked for", text, StringComparison.Ordinal);
        Assert.Contains("end to end: 0 of 10 output elements differ from qmac run", text, StringComparison.Ordinal);
        foreach (string file in (string[])["cosim_report.txt", "cosim_report.json"])
        {
            Assert.Equal(File.ReadAllBytes(_folder.PathOf("first", file)), File.ReadAllBytes(_folder.PathOf("second", file)));
        }

        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("first", "cosim_report.json")));
        Assert.Equal("PASS", report.RootElement.GetProperty("verdict").GetString());
        JsonElement logits = report.RootElement.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("name").GetString() == "logits");
        Assert.Equal((320, 20, 0), (logits.GetProperty("macs").GetInt32(), logits.GetProperty("compared").GetInt32(), logits.GetProperty("accumulator_mismatches").GetInt32()));
    }

    [SkippableFact]
    public void Cosim_AccumulatorsThatAreTooNarrow_FailAndNameTheProduct()
    {
        Tools.Require("iverilog", "vvp");
        (int exitCode, string output, string error) = QMac.Run([.. Options("logits"), "--accumulator-bits", "10", "--out", _folder.PathOf("out")]);

        Assert.Equal((1, ""), (exitCode, error));
        Assert.Contains("first divergence: layer logits, sample 0, channel 0, y 0, x 0: accumulator", output, StringComparison.Ordinal);
        Assert.Contains("FAIL: 20 comparisons", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Cosim_InputsOfASearch_ShowARegisterThatIsOneBitTooNarrow()
    {
        Tools.Require("iverilog", "vvp");
        string inputs = _folder.PathOf("ends.npz");
        string table = QMac.Success("constraints", "--pkg", package.Folder, "--search", "8", "--seed", "1", "--search-inputs", inputs, "--out", _folder.PathOf("D_sound.json"));
        using JsonDocument tight = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("D_tight.json")));
        JsonElement logits = tight.RootElement.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("name").GetString() == "logits");
        int bits = logits.GetProperty("bits").GetProperty("final").GetInt32();
        Assert.Matches($@"\nlogits +\[{logits.GetProperty("acc")[0]}, {logits.GetProperty("acc")[1]}\] +{bits} ", table);
        JsonElement kept = tight.RootElement.GetProperty("search_inputs");
        Assert.Equal("ends.npz", kept.GetProperty("file").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(inputs))), kept.GetProperty("sha256").GetString());

        Assert.Contains("PASS", Cosim(bits, 0), StringComparison.Ordinal);
        Assert.Contains("first divergence: layer logits, ", Cosim(bits - 1, 1), StringComparison.Ordinal);

        // The same file is an input of qmac run.
        QMac.Success("run", "--pkg", package.Folder, "--input", inputs, "--out", _folder.PathOf("run"));

        string Cosim(int width, int expected)
        {
            (int exitCode, string output, string error) = QMac.Run(
            [
                "cosim", "--pkg", package.Folder, "--input", inputs, "--layers", "logits", "--simulator", "icarus",
                "--accumulator-bits", $"{width}", "--out", _folder.PathOf("out"),
            ]);
            Assert.Equal((expected, ""), (exitCode, error));
            return output;
        }
    }

    [SkippableFact]
    public void Cosim_SelfTest_FindsEveryFaultAndSaysSo()
    {
        Tools.Require("iverilog", "vvp");
        string text = QMac.Success([.. Options("logits"), "--self-test", "--out", _folder.PathOf("out")]);

        Assert.Contains("self-test: 21 of 21 planted faults caught\n  not applicable: table entry in amul exact, aadd exact: exact is a circuit and no table\n", text, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("out", "cosim_report.json")));
        JsonElement test = report.RootElement.GetProperty("self_test");
        Assert.Equal((21, 21), (test.GetProperty("injected").GetInt32(), test.GetProperty("caught").GetInt32()));
        Assert.Equal("logits", test.GetProperty("faults")[0].GetProperty("layer").GetString());
        Assert.Equal(["table entry", "swapped operands"], test.GetProperty("not_applicable").EnumerateArray().Select(fault => fault.GetProperty("name").GetString()));
    }

    [SkippableFact]
    public void Cosim_BoundsOfAFile_MustBeAboutThePackageItsCircuitsAndAllInputs()
    {
        Tools.Require("iverilog", "vvp");
        string sound = _folder.PathOf("D_sound.json");
        QMac.Success("constraints", "--pkg", package.Folder, "--amul", "trunc:2", "--out", sound);
        QMac.Success([.. Options("logits"), "--amul", "trunc:2", "--bounds", sound, "--out", _folder.PathOf("out")]);

        Assert.Equal(
            $"{sound} was made for layer \"conv1\" with amul \"trunc:2\", aadd \"exact\", not amul \"exact\", aadd \"exact\"",
            QMac.Refusal([.. Options("logits"), "--bounds", sound]));
        QMac.Success("constraints", "--pkg", package.Folder, "--region", "real:0:0.5", "--out", sound);
        Assert.Equal(
            $"{sound} is about the inputs of a region \"real\", and other inputs may leave its ranges; give one of full, pixels, package",
            QMac.Refusal([.. Options("logits"), "--bounds", sound]));
        string text = File.ReadAllText(sound);
        int hash = text.IndexOf("\"sha256\": \"", StringComparison.Ordinal) + 11;
        File.WriteAllText(sound, string.Concat(text.AsSpan(0, hash), new string('0', 64), text.AsSpan(hash + 64)));
        Assert.StartsWith(
            $"{sound} was made for another package: that of \"cnn_small\" with SHA-256 \"{new string('0', 64)}\", not ",
            QMac.Refusal([.. Options("logits"), "--bounds", sound]),
            StringComparison.Ordinal);
    }

    /// <summary>VCD begins with a command, FST with a block of kind 0 and 329 bytes.</summary>
    [SkippableTheory]
    [InlineData("--vcd", new byte[] { (byte)'$', (byte)'d' })]
    [InlineData("--fst", new byte[] { 0, 0, 0, 0, 0, 0, 0, 1, 73 })]
    public void Cosim_WavesOfOneLayer_AreWrittenWhole(string option, byte[] start)
    {
        Tools.Require("iverilog", "vvp");
        string waves = _folder.PathOf("new", "waves");

        QMac.Success([.. Options("logits"), option, waves, "--out", _folder.PathOf("out")]);

        byte[] bytes = File.ReadAllBytes(waves);
        Assert.Equal(start, bytes[..start.Length]);
        Assert.True(bytes.Length > 5000, $"{bytes.Length} bytes");
        Assert.Equal(["new/waves"], FolderContents.Files(_folder.Path).Where(file => !file.StartsWith("out/", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [InlineData("there would be 2", "--layers", "conv1,logits", "--vcd", "w")]
    [InlineData("there would be 3", "--layers", "logits", "--batch", "3", "--fst", "w")]
    [InlineData("give one of them", "--layers", "logits", "--fst", "w", "--vcd", "w")]
    public void Cosim_WavesOfMoreOrLess_AreRefused(string expected, params string[] options)
    {
        Tools.Require("iverilog", "vvp");
        Assert.Contains(expected, QMac.Refusal(["cosim", "--pkg", package.Folder, "--random-input", "--simulator", "icarus", .. options]), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("--layers: \"conv9\" is no layer of cnn_small; did you mean \"conv1\" or \"conv2\"?", "--layers", "conv9")]
    [InlineData("--accumulator-bits 40: engines have 2 to 32 bits", "--accumulator-bits", "40")]
    [InlineData("--simulator takes verilator or icarus, found \"vcs\"; see qmac cosim --help", "--simulator", "vcs")]
    public void Cosim_BadUsage_SaysWhatToGive(string expected, params string[] options)
    {
        Tools.Require("iverilog", "vvp", "verilator");
        Assert.Equal(expected, QMac.Refusal(["cosim", "--pkg", package.Folder, "--random-input", .. options]));
    }

    private string[] Options(string layers) => ["cosim", "--pkg", package.Folder, "--random-input", "--simulator", "icarus", "--layers", layers];
}
