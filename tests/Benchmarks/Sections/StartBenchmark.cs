using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>What a command costs as a whole process, from nothing to the result of one input.</summary>
internal static class StartBenchmark
{
    public const string Export = "export";
    public const string FirstRun = "run, first start";
    public const string SecondRun = "run, second start";
    public const string ExportAndRun = "export and run, first start";
    public const string Truncated = "run --amul trunc:2, first start, over exact";
    private const string Constraints = "constraints";
    private const int Repetitions = 5;

    /// <summary>Name of a cost.</summary>
    public static string Cost(string model, string what) => $"{model}, {what}";

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        // Built before the clock runs, and before the home folder is another one.
        ChildProcess.Run(Script, ["--version"], Environment.CurrentDirectory);
        BenchmarkTable table = new(
            "Start: CPU seconds of whole processes, user and system, for one input; a first start finds empty caches.", "command", "s of CPU");
        foreach (string name in new[] { SharedModel.ResNet8, SharedModel.MobileNetV2 })
        {
            if (SharedModel.Find(run, name) is SharedModel model)
            {
                foreach ((string what, Figure figure) in Measure(model, run.IsQuick ? 1 : Repetitions))
                {
                    table.Add(Cost(name, what), run.Cost(Cost(name, what), figure));
                }
            }
        }

        yield return table;
    }

    private static IEnumerable<(string What, Figure Figure)> Measure(SharedModel model, int repetitions)
    {
        List<(string What, double Seconds)[]> all = [.. Enumerable.Range(0, repetitions).Select(_ => Repetition(model))];
        return Enumerable.Range(0, all[0].Length).Select(i => (all[0][i].What, Figure.Of(all.Select(costs => costs[i].Seconds))));
    }

    private static (string What, double Seconds)[] Repetition(SharedModel model)
    {
        using TemporaryFolder folder = new();
        NpyArray inputs = NpyFormat.ReadFile(model.InputFile);
        int[] shape = [1, .. inputs.Shape[1..]];
        NpyFormat.WriteFile(
            folder.PathOf("x.npy"), new NpyArray(inputs.Type, shape, inputs.Data[..(inputs.Data.Length / inputs.Shape[0])].ToArray()));
        double export = QMac(folder, "export", model.IsOnnx ? "--onnx" : "--tflite", model.ModelFile, "--out", "package");
        double first = QMac(folder, "run", "--pkg", "package", "--input", "x.npy", "--out", "first");
        double second = QMac(folder, "run", "--pkg", "package", "--input", "x.npy", "--out", "second");
        double truncated = QMac(folder, "run", "--pkg", "package", "--input", "x.npy", "--amul", "trunc:2", "--out", "truncated");
        double constraints = QMac(folder, "constraints", "--pkg", "package", "--out", "D_sound.json");
        return
        [
            (Export, export), (FirstRun, first), (SecondRun, second), (ExportAndRun, export + first), (Truncated, truncated / first), (Constraints, constraints),
        ];
    }

    /// <summary>What a user starts: machine code where the build can make it.</summary>
    private static string Script => RepositoryFiles.PathOf("qmac");

    /// <summary>CPU seconds of a command, with caches of its own below the folder.</summary>
    private static double QMac(TemporaryFolder folder, params string[] arguments) => ChildClock.Time(() =>
    {
        Dictionary<string, string?> environment = new() { ["HOME"] = folder.Path, ["XDG_CACHE_HOME"] = null, ["XDG_DATA_HOME"] = null, ["QMAC_CACHE"] = null };
        using ChildProcess child = new(Script, arguments, folder.Path, environment);
        ChildResult result = child.WaitForEnd();
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"qmac {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        }
    });
}
