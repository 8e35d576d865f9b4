using System.Diagnostics;
using System.Globalization;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Packages;

/// <summary>The way of somebody who has the packages and an empty folder.</summary>
public sealed class InstalledToolTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void EmptyFolder_InstallThenTheCommandsOfTheReadme_TakesMinutes()
    {
        string model = SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite");
        string input = SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy");
        Tools.Require("iverilog");
        PackedFeed.Configure(_folder.Path);
        Stopwatch time = Stopwatch.StartNew();

        Dotnet.Succeed(_folder.Path, "tool", "install", PackedFeed.Tool, "--tool-path", "tools", "--version", PackedFeed.Version);
        Assert.Equal(PackedFeed.Version, QMac("--version").TrimEnd('\n'));
        QMac("demo", "--num-opcheck", "300");
        QMac("export", "--tflite", model, "--out", "export/net");
        QMac("run", "--pkg", "export/net", "--input", input, "--limit", "1", "--out", "results/baseline/net");
        QMac("run", "--pkg", "export/net", "--input", input, "--limit", "1", "--amul", "trunc:2", "--aadd", "exact", "--out", "results/approx/net");
        QMac("constraints", "--pkg", "export/net", "--amul", "trunc:2", "--out", "constraints/net/D_sound.json");
        QMac("opcheck", "--drop", "2");
        QMac("cosim", "--pkg", "export/net", "--input", input, "--limit", "1", "--amul", "trunc:2", "--simulator", "icarus", "--layers", "fully_connected_14");
        QMac("report", "--pkg", "export/net", "--amul", "trunc:2", "--out", "report");
        Sample();

        Assert.True(time.Elapsed < Limit, string.Create(CultureInfo.InvariantCulture, $"{time.Elapsed.TotalSeconds:F0} s"));
    }

    /// <summary>The project in <c>tests/Samples</c>, as it stands there.</summary>
    private void Sample()
    {
        string project = _folder.PathOf("Recognizer");
        FolderContents.Copy(RepositoryFiles.PathOf("tests", "Samples", "Recognizer"), project);
        QMac("export", "--model", "cnn_small", "--out", Path.Combine(project, "export", "cnn_small"));
        string[] lines = Dotnet.Succeed(project, "run", "-c", "Release").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches("^sample 0: class [0-9], score -?[0-9.]+$", lines[0]);
        Assert.Matches("^trunc:6 keeps the class of [0-9]+ of 200 samples$", lines[1]);
        Assert.Equal(["steps: 50 100 100 100", "after Reset: 50"], lines[2..]);
    }

    private string QMac(params string[] arguments)
    {
        Dictionary<string, string?> environment = new()
        {
            ["QMAC_CACHE"] = _folder.PathOf("cache"),

            // Where the program of the tool looks for .NET, which need not be where an installer puts it.
            ["DOTNET_ROOT"] = Path.GetDirectoryName(ChildProcess.DotNet),
        };
        ChildResult result = ChildProcess.Run(
            _folder.PathOf("tools", OperatingSystem.IsWindows() ? "qmac.exe" : "qmac"), arguments, _folder.Path, environment);
        Assert.True(result.ExitCode == 0, $"qmac {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        return result.Output;
    }
}
