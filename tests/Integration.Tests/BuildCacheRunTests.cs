using System.Text.Json;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>Builds that <c>qmac run</c> keeps for the next process, and the engine that it takes.</summary>
public sealed class BuildCacheRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string CacheFolder => _folder.PathOf("cache");

    private IEnumerable<string> Builds => FolderContents.Files(CacheFolder).Where(file => file != "interpreted");

    public BuildCacheRunTests() => CnnSmallPackage.CopyTo(_folder.PathOf("package"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_FewSamples_InterpretsUntilThereIsABuild()
    {
        byte[] first = Run("first", "reference");
        Assert.Equal(["interpreted"], FolderContents.Files(CacheFolder));
        byte[] compiled = Run("compiled", "compiled", "--engine", "compiled");
        byte[] again = Run("again", "compiled");
        byte[] asked = Run("asked", "reference", "--engine", "reference");

        Assert.All((byte[][])[compiled, again, asked], outputs => Assert.Equal(first, outputs));
        Assert.Single(Builds);
    }

    [Fact]
    public void Run_InterpretedAsLongAsABuildTakes_Compiles()
    {
        Run("first", "reference");
        string work = Path.Combine(CacheFolder, "interpreted");
        string[] line = File.ReadAllText(work).Split(' ');
        File.WriteAllText(work, $"{line[0]} 1000000\n");

        Run("second", "compiled");
        Run("trunc", "reference", "--amul", "trunc:2");
        Run("third", "compiled");

        Assert.Single(Builds);
        Assert.Equal(2, File.ReadAllLines(work).Length);
    }

    [Fact]
    public void Run_OtherOperators_AreAnotherBuild()
    {
        Run("exact", "compiled", "--engine", "compiled");

        Run("trunc", "reference", "--amul", "trunc:2");
        Run("trunc", "compiled", "--amul", "trunc:2", "--engine", "compiled");

        Assert.Equal(2, Builds.Count());
    }

    [Fact]
    public void Run_DamagedBuild_IsBuiltAgain()
    {
        byte[] expected = Run("a", "compiled", "--engine", "compiled");
        IReadOnlyList<string> whole = FolderContents.Of(CacheFolder);
        string entry = Path.Combine(CacheFolder, Builds.Single());
        byte[] bytes = File.ReadAllBytes(entry);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(entry, bytes);

        Assert.Equal(expected, Run("b", "reference"));
        Assert.Equal(expected, Run("c", "compiled", "--engine", "compiled"));

        Assert.Equal(whole, FolderContents.Of(CacheFolder).Where(file => !file.Contains("interpreted", StringComparison.Ordinal)));
    }

    [Fact]
    public void Run_TwoProcessesAtOnce_KeepOneWholeBuild()
    {
        string[] run = ["run", "--pkg", "package", "--random-input", "--engine", "compiled", "--out"];
        using ChildProcess first = ChildProcess.QMac(_folder.Path, [.. run, "a"], Environment(CacheFolder));
        using ChildProcess second = ChildProcess.QMac(_folder.Path, [.. run, "b"], Environment(CacheFolder));

        Assert.Equal((0, ""), (first.WaitForEnd().ExitCode, first.WaitForEnd().Error));
        Assert.Equal((0, ""), (second.WaitForEnd().ExitCode, second.WaitForEnd().Error));

        Assert.Equal(FolderContents.Of(_folder.PathOf("a")), FolderContents.Of(_folder.PathOf("b")));
        Assert.Single(Builds);
        Run("c", "compiled");
    }

    [Fact]
    public void Run_FolderThatCannotBeWritten_CompilesAndSaysNothing()
    {
        File.WriteAllText(_folder.PathOf("file"), "");
        string folder = _folder.PathOf("file", "cache");

        ChildResult result = Start(folder, "run", "--pkg", "package", "--random-input", "--engine", "compiled", "--out", "a");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("not used: it cannot be made or read", Start(folder, "cache").Output);
        Assert.Equal("no cache: it is switched off, or there is no home folder\n", Start("off", "cache").Output);
    }

    [Fact]
    public void Cache_ShowsAndClears()
    {
        Run("a", "compiled", "--engine", "compiled");

        Assert.Matches(@"\A\S+/cache: 1 build, \d+\.\d MiB of 512 MiB\n\z", Succeed("cache"));
        using JsonDocument json = JsonDocument.Parse(Succeed("cache", "--clear", "--json"));
        Assert.Equal((1, 0), (json.RootElement.GetProperty("removed_builds").GetInt32(), json.RootElement.GetProperty("builds").GetInt32()));
        Assert.Equal($"{CacheFolder}: removed 0 builds, 0.0 MiB\n{CacheFolder}: 0 builds, 0.0 MiB of 512 MiB\n", Succeed("cache", "--clear"));
        Run("b", "reference");
    }

    /// <summary>Runs the package on one input, checks which engine was recorded, and gives the outputs.</summary>
    private byte[] Run(string folder, string engine, params string[] options)
    {
        Succeed(["run", "--pkg", "package", "--random-input", "--out", folder, .. options]);
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(_folder.PathOf(folder, "run.json")));
        Assert.Equal(engine, record.RootElement.GetProperty("engine").GetString());
        return File.ReadAllBytes(_folder.PathOf(folder, "outputs.npz"));
    }

    private string Succeed(params string[] arguments)
    {
        ChildResult result = Start(CacheFolder, arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }

    private ChildResult Start(string cache, params string[] arguments)
    {
        using ChildProcess child = ChildProcess.QMac(_folder.Path, arguments, Environment(cache));
        return child.WaitForEnd();
    }

    private static Dictionary<string, string?> Environment(string cache) => new() { ["QMAC_CACHE"] = cache };
}
