using System.Globalization;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Folders whose names shells, make, Verilog, HTML and specs would read as something else; and cultures that write numbers in their own way.</summary>
public sealed class FolderNameTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every command that writes or reads files gives the same bytes there as in a folder of a plain name.</summary>
    [SkippableTheory]
    [Trait("Category", "Long")]
    [InlineData("with space")]
    [InlineData("it's \"quoted\" $(touch PWNED) `touch PWNED` %s & ; | # : = < >")]
    [InlineData("new\nline \u00fcn\u00ef \u2713 \u05d0 \u202e")]
    [InlineData("-dash\\back{{x}}[1]*?~!")]
    public void AnyCommand_InAFolderOfAnyName_WritesTheSameBytes(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Other systems have no such names.");
        Tools.Require("iverilog", "vvp", "make");
        string odd = _folder.PathOf(name);
        WriteAll(odd);
        WriteAll(_folder.PathOf("plain"));

        Assert.Equal(FolderContents.Of(_folder.PathOf("plain")), FolderContents.Of(odd));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
        ChildResult bench = ChildProcess.Run("/usr/bin/env", ["make", "-C", Path.Combine(odd, "generated", "verilog", "engine"), "icarus", "LAYER=06_logits"], _folder.Path);
        Assert.True(bench.ExitCode == 0, bench.Output + bench.Error);
        Assert.Contains("1 of 1 layers pass", bench.Output, StringComparison.Ordinal);
    }

    /// <summary>Temporary files of simulators lie there, and the circuit of a user: paths in command lines and in <c>$readmemh</c>.</summary>
    /// <remarks>No percent sign: .NET itself ends with a segmentation fault where the path of temporary files has one.</remarks>
    [SkippableFact]
    public void Opcheck_TemporaryFolderAndCircuitOfAnyName_AreSimulated()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Other systems have no such names.");
        Tools.Require("iverilog", "vvp");
        string odd = Directory.CreateDirectory(_folder.PathOf("it's \"a\" $(x) \\d\n;#\u00fc")).FullName;
        File.WriteAllText(Path.Combine(odd, "mul.v"), "module mul(input signed [7:0] A, input signed [7:0] B, output signed [15:0] O); assign O = A * B; endmodule\n");

        using ChildProcess child = ChildProcess.QMac(odd, ["op", "inspect", "verilog:mul.v"], new Dictionary<string, string?> { ["TMPDIR"] = odd });
        ChildResult inspected = child.WaitForEnd();
        using ChildProcess check = ChildProcess.QMac(odd, ["opcheck", "--drop", "2"], new Dictionary<string, string?> { ["TMPDIR"] = odd });
        ChildResult checkedOperators = check.WaitForEnd();

        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Error));
        Assert.Equal((0, ""), (checkedOperators.ExitCode, checkedOperators.Error));
    }

    /// <summary>Commas for points, another sign, digits in groups of four, a calendar of its own: as much as a culture can change, in every command that writes numbers.</summary>
    [Fact]
    public void AnyCommand_OtherCulture_WritesTheSameBytes()
    {
        string[] plain = WriteAll(_folder.PathOf("plain"));
        string[] other;
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat = new NumberFormatInfo
        {
            NumberDecimalSeparator = ",", NumberGroupSeparator = "\u2019", NumberGroupSizes = [4], NegativeSign = "\u2212", PositiveSign = "p", NaNSymbol = "nn",
            PercentDecimalSeparator = ",", PercentPositivePattern = 2, NumberNegativePattern = 0, CurrencyDecimalSeparator = ",",
        };
        culture.DateTimeFormat = new DateTimeFormatInfo { DateSeparator = "|", TimeSeparator = "|", ShortDatePattern = "yy|d" };
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo? ofThreads = CultureInfo.DefaultThreadCurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            other = WriteAll(_folder.PathOf("other"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            CultureInfo.DefaultThreadCurrentCulture = ofThreads;
        }

        Assert.Equal(FolderContents.Of(_folder.PathOf("plain")), FolderContents.Of(_folder.PathOf("other")));
        Assert.Equal(plain, other.Select(text => text.Replace(_folder.PathOf("other"), _folder.PathOf("plain"), StringComparison.Ordinal)));
    }

    /// <summary>Runs every command that writes into a folder.</summary>
    /// <returns>What they print.</returns>
    private string[] WriteAll(string folder)
    {
        Directory.CreateDirectory(folder);
        string At(string name) => Path.Combine(folder, name);
        File.Copy(package.Images, At("x.npy"));
        File.Copy(package.Labels, At("y.npy"));
        NpyFormat.WriteFile(At("mul.npy"), NpyArray.Create<int>([256, 256], [.. Enumerable.Range(0, 65536).Select(i => (((i / 256) - 128) * ((i % 256) - 128)) & ~3)]));
        File.WriteAllText(At("costs.csv"), "operator,cost\nexact,2.5\ntrunc:1,1.25\n");
        string table = $"table:{At("mul.npy")}";
        string[][] lines =
        [
            ["export", "--model", "cnn_small", "--out", At("p")],
            ["inspect", "--pkg", At("p"), "--svg", At("graph.svg")],
            ["run", "--pkg", At("p"), "--input", At("x.npy"), "--engine", "reference", "--out", At("exact")],
            ["run", "--pkg", At("p"), "--input", At("x.npy"), "--engine", "reference", "--amul", table, "--out", At("approximate")],
            ["compare", "--baseline", At("exact"), "--approx", At("approximate"), "--labels", At("y.npy"), "--out", At("compare")],
            ["constraints", "--pkg", At("p"), "--amul", "trunc:2", "--out", At("D_sound.json")],
            ["check", At("D_sound.json"), "--pkg", At("p"), "--json"],
            ["accumulators", "--pkg", At("p"), "--assertions", At("hdl")],
            ["compile", "--pkg", At("p"), "--out", At("generated")],
            ["op", "inspect", table, "--json"],
            ["op", "export", table, "--out", At("mul.qop.json")],
            ["evaluate", "--pkg", At("p"), "--data", At("x.npy"), "--labels", At("y.npy"), "--amul", "trunc:1"],
            ["assign", "--pkg", At("p"), "--budget-lsb", "2", "--candidates", "trunc:1", "--costs", At("costs.csv"), "--out", At("assign.json")],
            ["report", "--pkg", At("p"), "--amul", "trunc:1", "--out", At("report.html"), "--json", At("report.json")],
        ];
        return [.. lines.Select(line => QMac.Success(line))];
    }
}
