using System.IO.Compression;
using System.Xml.Linq;
using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Whole processes of the installed tool, beside <c>./qmac</c> of the checkout and beside the package without machine code.</summary>
internal static class ProcessBenchmark
{
    private const string Installed = "installed tool";
    private const string Checkout = "./qmac";
    private const string Plain = "without machine code";
    private const int Rounds = 21;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        string feed = RepositoryFiles.PathOf("artifacts");
        string version = XDocument.Load(RepositoryFiles.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;
        string anySystem = Path.Combine(feed, $"QMacVerify.Tool.any.{version}.nupkg");
        if (!File.Exists(anySystem))
        {
            run.Skip("processes", "./pack has not written artifacts/");
            yield break;
        }

        using TemporaryFolder folder = new();
        Start(ChildProcess.DotNet, folder, "tool", "install", "QMacVerify.Tool", "--tool-path", folder.PathOf("tools"), "--source", feed, "--version", version);
        ZipFile.ExtractToDirectory(anySystem, folder.PathOf("any"));
        string plain = Directory.GetFiles(folder.PathOf("any"), "qmac.dll", SearchOption.AllDirectories).Single();
        (string Name, string Program, string[] First)[] programs =
        [
            (Installed, folder.PathOf("tools", "qmac"), []), (Checkout, RepositoryFiles.PathOf("qmac"), []), (Plain, ChildProcess.DotNet, [plain]),
        ];
        BenchmarkTable table = new(
            "Processes: how many times as long a command takes, on the wall, as that of the installed tool.", "command", "installed tool, ms", Checkout, Plain);
        Start(programs[0].Program, folder, "export", "--model", "cnn_small", "--out", "package");
        foreach (string[] arguments in (string[][])[["--version"], ["inspect", "--pkg", "package"]])
        {
            Race race = run.Race(
                $"process {arguments[0]}", Rounds,
                [.. programs.Select(program => new Candidate(program.Name, 1, () => Start(program.Program, folder, [.. program.First, .. arguments])))], Clock.Wall);
            table.Add($"qmac {arguments[0]}", race[Installed].Microseconds.Times(1e-3), race[Checkout].Over(race[Installed]), race[Plain].Over(race[Installed]));
        }

        yield return table;
    }

    private static void Start(string program, TemporaryFolder folder, params string[] arguments)
    {
        ChildResult result = ChildProcess.Run(
            program, arguments, folder.Path, new Dictionary<string, string?> { ["DOTNET_ROOT"] = Path.GetDirectoryName(ChildProcess.DotNet) });
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Output}{result.Error}");
        }
    }
}
