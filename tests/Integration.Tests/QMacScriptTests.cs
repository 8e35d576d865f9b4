using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>When the script <c>./qmac</c> builds; a stand-in for <c>dotnet</c> logs its calls, so that nothing is built here.</summary>
public sealed class QMacScriptTests : IDisposable
{
    private const string DotNet = """
        if [ "$1" = publish ]; then
            case "$*" in *ReadyToRun=true*) ready=ready ;; *) ready=plain ;; esac
            echo $ready >> "$QMAC_TEST_LOG"
            sleep "${QMAC_TEST_SECONDS:-0}"
            if [ -n "${QMAC_TEST_ERROR:-}" ]; then echo "$QMAC_TEST_ERROR"; exit 1; fi
            if [ $ready = ready ] && [ -n "${QMAC_TEST_RESTORE_ERROR:-}" ]; then echo "$QMAC_TEST_RESTORE_ERROR"; exit 1; fi
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2" && touch "$2/qmac.dll"
        else
            shift
            echo "ran $*"
        fi
        """;

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

        Assert.Equal(new ChildResult(0, "ran demo --drop two words\n", "qmac: building\n"), first);
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

        Assert.Equal("qmac: building\n", Run("x").Error);
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

        Assert.Equal(new ChildResult(0, "ran x\n", "qmac: building\n"), child.WaitForEnd());
        Assert.Equal(["ready", "plain"], Log);
        Assert.Equal("", Run("x").Error);
    }

    [SkippableFact]
    public void Script_BuildFails_ShowsTheLogAndIsNotFresh()
    {
        using ChildProcess child = Start(["x"], ("QMAC_TEST_ERROR", "error CS1002: ; expected"));

        Assert.Equal(new ChildResult(70, "", "qmac: building\nerror CS1002: ; expected\n"), child.WaitForEnd());
        Assert.Equal("ran x\n", Run("x").Output);
        Assert.Equal(2, Builds);
    }

    private ChildResult Run(params string[] arguments)
    {
        using ChildProcess child = Start(arguments);
        return child.WaitForEnd();
    }

    private ChildProcess Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        Tools.Require("bash");
        Dictionary<string, string?> environment = new()
        {
            ["PATH"] = $"{_folder.PathOf("fake")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["QMAC_TEST_LOG"] = _folder.PathOf("log"),
        };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        // From another folder: the script finds its checkout by itself.
        return new ChildProcess("/usr/bin/env", ["bash", _folder.PathOf("qmac"), .. arguments], Path.GetTempPath(), environment);
    }
}
