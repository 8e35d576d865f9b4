using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>When the script <c>./qmac</c> builds; a stand-in for <c>dotnet</c> logs its calls, so that nothing is built here.</summary>
public sealed class QMacScriptTests : IDisposable
{
    private const string DotNet = """
        if [ "$1" = publish ]; then
            case "$*" in *ReadyToRun=true*) ready=ready ;; *) ready=plain ;; esac
            echo $ready >> "$QMAC_TEST_LOG"
            echo "  QMacVerify.Runtime -> Runtime.dll"
            sleep "${QMAC_TEST_SECONDS:-0}"
            if [ -n "${QMAC_TEST_ERROR:-}" ]; then echo "warning of no interest"; echo "$QMAC_TEST_ERROR"; echo "$QMAC_TEST_ERROR"; exit 1; fi
            if [ $ready = ready ] && [ -n "${QMAC_TEST_RESTORE_ERROR:-}" ]; then echo "$QMAC_TEST_RESTORE_ERROR"; exit 1; fi
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2" "${2%/next}/artifacts" && touch "$2/qmac.dll"
        else
            shift
            echo "ran $*"
        fi
        """;

    private const string FirstBuild = "qmac: building, about 2 minutes the first time\n";
    private const string LaterBuild = "qmac: building\n";

    private readonly TemporaryFolder _folder = new();

    public QMacScriptTests()
    {
        foreach (string name in (string[])
            ["src/Compiler/Program.cs", "src/Runtime/A.cs", "templates/t.v.scriban", "hdl/m.v", "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
            File.WriteAllText(_folder.PathOf(name), "");
        }

        File.Copy(RepositoryFiles.PathOf("qmac"), _folder.PathOf("qmac"));
        Directory.CreateDirectory(_folder.PathOf("fake"));
        _folder.WriteScript(Path.Combine("fake", "dotnet"), DotNet);
    }

    private int Builds => Log.Length;

    private string[] Log => File.Exists(_folder.PathOf("log")) ? File.ReadAllLines(_folder.PathOf("log")) : [];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Script_NothingChanged_BuildsOnce()
    {
        ChildResult first = Run("demo", "--drop", "two words");

        Assert.Equal(new ChildResult(0, "ran demo --drop two words\n", FirstBuild), first);
        Assert.Equal(new ChildResult(0, "ran inspect\n", ""), Run("inspect"));
        Assert.Equal(1, Builds);
    }

    [SkippableTheory]
    [InlineData("src/Runtime/A.cs")]
    [InlineData("templates/t.v.scriban")]
    [InlineData("hdl/m.v")]
    [InlineData("Directory.Packages.props")]
    [InlineData("src/Runtime/New.cs")]
    public void Script_ChangedOrNewFile_BuildsAgain(string name)
    {
        Run("x");
        Thread.Sleep(50);
        File.WriteAllText(_folder.PathOf(name), "changed");

        Assert.Equal(LaterBuild, Run("x").Error);
        Assert.Equal("", Run("x").Error);
        Assert.Equal(2, Builds);
    }

    [SkippableFact]
    public void Script_RemovedFileOrProgram_BuildsAgain()
    {
        Run("x");
        File.Delete(_folder.PathOf("src", "Runtime", "A.cs"));
        Run("x");
        File.Delete(_folder.PathOf(".qmac", "program", "qmac.dll"));
        Run("x");

        Assert.Equal(3, Builds);
    }

    [SkippableFact]
    public void Script_BuildOutput_IsNoSource()
    {
        Run("x");
        Thread.Sleep(50);
        Directory.CreateDirectory(_folder.PathOf("src", "Runtime", "obj"));
        File.WriteAllText(_folder.PathOf("src", "Runtime", "obj", "generated.cs"), "");

        Assert.Equal("", Run("x").Error);
    }

    [SkippableFact]
    public void Script_TwoAtOnce_BuildOnce()
    {
        Tools.Require("flock");
        using ChildProcess first = Start(["a"], ("QMAC_TEST_SECONDS", "1"));
        using ChildProcess second = Start(["b"], ("QMAC_TEST_SECONDS", "1"));

        Assert.Equal("ran a\n", first.WaitForEnd().Output);
        Assert.Equal("ran b\n", second.WaitForEnd().Output);
        Assert.Equal(1, Builds);
    }

    [SkippableFact]
    public void Script_NoPackageThatMakesMachineCode_BuildsWithout()
    {
        using ChildProcess child = Start(["x"], ("QMAC_TEST_RESTORE_ERROR", "error NU1101: Unable to find package microsoft.netcore.app.crossgen2.linux-x64."));

        Assert.Equal(new ChildResult(0, "ran x\n", FirstBuild), child.WaitForEnd());
        Assert.Equal(["ready", "plain"], Log);
        Assert.Equal("", Run("x").Error);
    }

    [SkippableFact]
    public void Script_BuildFails_ShowsTheErrorsAndIsNotFresh()
    {
        using ChildProcess child = Start(["x"], ("QMAC_TEST_ERROR", "/src/A.cs(1,2): error CS1002: ; expected"));

        string log = _folder.PathOf(".qmac", "build.log");
        Assert.Equal(
            new ChildResult(70, "", $"{FirstBuild}/src/A.cs(1,2): error CS1002: ; expected\nqmac: the build failed; its whole log is {log}\n"), child.WaitForEnd());
        Assert.Equal("ran x\n", Run("x").Output);
        Assert.Equal(2, Builds);
    }

    /// <summary>A build that ended without an error of its own: what there is of its log.</summary>
    [SkippableFact]
    public void Script_BuildFailsWithoutErrors_ShowsTheLog()
    {
        using ChildProcess child = Start(["x"], ("QMAC_TEST_ERROR", "Killed"));

        Assert.Contains("warning of no interest\nKilled\n", child.WaitForEnd().Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Script_BuildInterrupted_LeavesNothingThatLooksBuilt()
    {
        Run("x");
        Thread.Sleep(50);
        File.WriteAllText(_folder.PathOf("src", "Runtime", "A.cs"), "changed");
        using ChildProcess child = Start(["x"], ("QMAC_TEST_SECONDS", "100"));
        Assert.True(SpinWait.SpinUntil(() => Builds == 2, TimeSpan.FromMinutes(1)));
        ChildProcess.Run("/bin/sh", ["-c", $"kill -INT {child.Id}"], _folder.Path);

        Assert.Equal(new ChildResult(130, "", $"{LaterBuild}qmac: the build was interrupted\n"), child.WaitForEnd());
        Assert.Equal(["artifacts", "build.log", "lock", "program"], Directory.EnumerateFileSystemEntries(_folder.PathOf(".qmac")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("ran x\n", Run("x").Output);
        Assert.Equal(3, Builds);
    }

    [SkippableFact]
    public void Script_Terminal_ShowsHowFarTheBuildIs()
    {
        Tools.Require("bash", "script");
        using ChildProcess child = new(
            "/usr/bin/env", ["script", "-qec", $"bash '{_folder.PathOf("qmac")}' x", "/dev/null"], Path.GetTempPath(), Variables(("QMAC_TEST_SECONDS", "2")));

        string shown = child.WaitForEnd().Output;

        // A carriage return is a line end of the output, like all others.
        Assert.Matches(@"\n\x1b\[Kqmac: building, about 2 minutes the first time: \d+ s, Generators \(1 of 4 projects done\)", shown);
        Assert.Matches(@"\n\x1b\[Kqmac: built in \d+ s\s+ran x\s+\z", shown);
    }

    private ChildResult Run(params string[] arguments)
    {
        using ChildProcess child = Start(arguments);
        return child.WaitForEnd();
    }

    private ChildProcess Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        Tools.Require("bash");

        // From another folder: the script finds its checkout by itself.
        return new ChildProcess("/usr/bin/env", ["bash", _folder.PathOf("qmac"), .. arguments], Path.GetTempPath(), Variables(variables));
    }

    private Dictionary<string, string?> Variables(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string?> environment = new()
        {
            ["PATH"] = $"{_folder.PathOf("fake")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["QMAC_TEST_LOG"] = _folder.PathOf("log"),
        };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }
}
