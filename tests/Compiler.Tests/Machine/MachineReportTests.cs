using System.Text.Json;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Machine;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Machine;

/// <summary>A machine whose programs are scripts of the test.</summary>
public sealed partial class MachineReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Examine_EveryProgramWorks_NamesTheirVersions()
    {
        WriteTools(
            ("dotnet", "echo '8.0.100 [/sdk]'; echo '10.0.401 [/sdk]'"), ("iverilog", "echo 'Icarus Verilog version 12.0 (stable) ()'"), ("vvp", "true"),
            ("verilator", "echo 'Verilator 5.020 2024-01-01 rev (Debian)'"), ("g++", "echo 'g++ (Debian 12.2.0-14+deb12u1) 12.2.0'"), ("make", "echo 'GNU Make 4.3'"),
            ("yosys", "echo 'Yosys 0.33 (git sha1 0)'"), ("z3", "echo 'Z3 version 4.12.1 - 64 bit'"), ("bwrap", "echo 'bubblewrap 0.8.0'"),
            ("parallel", "echo 'GNU parallel 20221122'"), ("sbatch", "echo 'slurm-wlm 22.05.8'"));

        IReadOnlyList<MachineFinding> tools = Examine();

        Assert.Equal(
            ["10.0.401", "12.0 (stable)", "5.020", "12.2.0", "4.3", "0.33", "4.12.1", "0.8.0", "20221122", "22.05.8"], tools.Select(tool => tool.Found));
        Assert.All(tools, tool => Assert.Equal((ToolStatus.Works, null), (tool.Status, tool.Problem)));
        Assert.All(tools, tool => Assert.StartsWith(_folder.Path, tool.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Examine_NothingOnPath_SaysOfEachHowToGetIt()
    {
        IReadOnlyList<MachineFinding> tools = Examine("");

        Assert.All(tools, tool => Assert.Equal((ToolStatus.Absent, null), (tool.Status, tool.Found)));
        Assert.All(tools, tool => Assert.Contains("to install it: apt-get install ", tool.Problem, StringComparison.Ordinal));
        Assert.Equal(
            [("debian", "apt-get install iverilog"), ("homebrew", "brew install icarus-verilog")], tools.Single(tool => tool.Name == "iverilog").Installs);
    }

    [SkippableFact]
    public void Examine_ProgramsThatFailOrAreOld_SaysWhatIsWrong()
    {
        WriteTools(
            ("iverilog", "true"), ("z3", "echo 'no library' >&2; exit 127"), ("yosys", "while :; do echo x; done"),
            ("verilator", "echo 'Verilator 4.038 2020-07-11 rev'"), ("g++", "true"), ("make", "true"), ("dotnet", "echo '8.0.100 [/sdk]'"));

        Dictionary<string, MachineFinding> tools = Examine().ToDictionary(tool => tool.Name);

        Assert.Equal((ToolStatus.Broken, "iverilog is on PATH, and vvp, which runs what it compiles, is not"), (tools["iverilog"].Status, tools["iverilog"].Problem));
        Assert.Equal((ToolStatus.Broken, "z3 is on PATH and does not work: exit code 127, no library"), (tools["z3"].Status, tools["z3"].Problem));
        Assert.Equal((ToolStatus.Broken, "yosys is on PATH and does not work: it printed more than the output limit"), (tools["yosys"].Status, tools["yosys"].Problem));
        Assert.Equal(
            (ToolStatus.Unfit, "verilator on PATH is 4.038, and 5 is needed; to install it: apt-get install verilator g++ make"), (tools["verilator"].Status, tools["verilator"].Problem));
        Assert.Equal((ToolStatus.Unfit, "8.0.100"), (tools["dotnet"].Status, tools["dotnet"].Found));
    }

    [SkippableFact]
    public void Examine_ProgramThatHangs_IsBroken()
    {
        WriteTools(("z3", "sleep 600"));

        MachineFinding tool = Examine(limits: new ToolLimits(TimeSpan.FromSeconds(1), 10_000)).Single(tool => tool.Name == "z3");

        Assert.Equal((ToolStatus.Broken, "z3 is on PATH and does not work: it did not end within the time limit"), (tool.Status, tool.Problem));
    }

    [SkippableFact]
    public void Examine_BubblewrapThatMakesNoNamespace_IsBroken()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "There is no bwrap here.");
        WriteTools(("bwrap", "[ \"$1\" = --version ] && echo 'bubblewrap 0.8.0'"));

        MachineFinding tool = Examine().Single(tool => tool.Name == "bwrap");

        Assert.Equal((ToolStatus.Broken, "no sandbox: the system does not let bwrap make one"), (tool.Status, tool.Problem));
    }

    [SkippableFact]
    public void Examine_CacheThatIsNotUsed_SaysWhy()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        string folder = Directory.CreateDirectory(_folder.PathOf("cache")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite);
        }

        MachineFinding shared = Cache(new BuildCache(folder));
        Assert.Equal((ToolStatus.Broken, $"the cache {folder} is not used: others may write into it; QMAC_CACHE names another folder, or is off"), (shared.Status, shared.Problem));
        Assert.Equal(ToolStatus.Absent, Cache(null).Status);
        Assert.Equal((ToolStatus.Works, "0 builds, 0 of 512 MiB"), (Cache(new BuildCache(_folder.PathOf("own"))).Status, Cache(new BuildCache(_folder.PathOf("own"))).Found));

        static MachineFinding Cache(BuildCache? cache) => MachineReport.Examine(cache, "").Findings.Single(finding => finding.Name == "cache");
    }

    [Fact]
    public void Doctor_ThisMachine_ListsEveryProgramAndIsDone()
    {
        string text = QMac.Success("doctor");
        using JsonDocument json = JsonDocument.Parse(QMac.Success("doctor", "--json"));

        string[] names = ["runtime", "vectors", "temporary", "cache", .. ExternalTool.All.Select(tool => tool.Name)];
        Assert.Equal("qmac.doctor/1", json.RootElement.GetProperty("schema").GetString());
        Assert.True(json.RootElement.GetProperty("can_work").GetBoolean());
        Assert.Equal(names, json.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("name").GetString()));
        Assert.Equal(names, text.Split('\n').Skip(1).Take(names.Length).Select(line => line.Split(' ')[0]));
    }

    [SkippableFact]
    public void Doctor_NoPlaceForTemporaryFiles_Fails()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no TMPDIR.");
        using ChildProcess child = ChildProcess.QMac(
            _folder.Path, ["doctor"], new Dictionary<string, string?> { ["TMPDIR"] = _folder.PathOf("none"), ["PATH"] = "", [BuildCache.Variable] = "off" });
        ChildResult end = child.WaitForEnd();

        Assert.Equal((1, ""), (end.ExitCode, end.Error));
        Assert.Contains("temporary: there is no place for temporary files: the folder that TMPDIR names does not exist\n", end.Output, StringComparison.Ordinal);
    }

    /// <summary>A program that is looked for somewhere else is one that <c>qmac doctor</c> does not know.</summary>
    [Fact]
    public void Sources_ProgramsThatAreLookedFor_AreRowsOfTheTable()
    {
        string[] ofTheSystem = ["sh", "setsid", "true"];
        string[] found =
        [
            .. Directory.GetFiles(RepositoryFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => Lookup().Matches(File.ReadAllText(file)))
                .Select(match => match.Groups[1].Value),
        ];

        Assert.NotEmpty(found);
        Assert.Empty(found.Except(ofTheSystem));
    }

    private IReadOnlyList<MachineFinding> Examine(string? searchPath = null, ToolLimits? limits = null) =>
        [.. MachineReport.Examine(null, searchPath ?? _folder.Path, limits ?? new ToolLimits(TimeSpan.FromMinutes(1), 10_000)).Findings.Skip(4)];

    private void WriteTools(params (string Name, string Script)[] tools)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no shell scripts.");
        foreach ((string name, string script) in tools)
        {
            _folder.WriteScript(name, script);
        }
    }

    [GeneratedRegex("""ToolRunner\.Find\("([^"]+)"\)""")]
    private static partial Regex Lookup();
}
