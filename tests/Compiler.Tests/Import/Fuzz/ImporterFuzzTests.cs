using System.Globalization;
using QMacVerify.Compiler.Tests.Import.Onnx;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Import.Fuzz;

/// <summary>Mutated model files through <c>qmac export</c>: a package or one line, never anything else.</summary>
/// <remarks>
/// A slice runs with all tests. The whole: <c>QMAC_FUZZ_CASES=100000 dotnet test tests/Compiler.Tests -c Release --filter ImporterFuzz</c>.
/// A case depends on its number only, and a failure names it.
/// </remarks>
public sealed class ImporterFuzzTests : IDisposable
{
    private const int SliceCases = 1000;
    private const long MaxAllocatedBytes = 1L << 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_MutatedTfliteFile_GivesAPackageOrOneLine() => AssertSurvives("--tflite", "tflite", [TestModels.Network(), TestModels.Operations(), TestModels.Simplified(), StateImportTests.Delay([1, 2, 3])]);

    [Fact]
    public void Export_MutatedOnnxFile_GivesAPackageOrOneLine() =>
        AssertSurvives("--onnx", "onnx", [OnnxTestModels.Network(isReal: false), OnnxTestModels.Network(isReal: true)]);

    private void AssertSurvives(string option, string extension, IReadOnlyList<byte[]> own)
    {
        // Committed cases, and real files where they are: small ones, since a case takes as long as its file is big.
        // Those beside them that are refused as they are would leave too few valid mutations.
        string[] folders = [RepositoryFiles.PathOf("tests", "fixtures"), Path.Combine(SharedMaterial.Folder ?? "", "models")];
        IEnumerable<string> files = folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, $"*.{extension}", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        FileMutator mutator = new([.. own, .. files.Where(file => new FileInfo(file).Length < 16_000).Select(File.ReadAllBytes)]);
        int cases = Environment.GetEnvironmentVariable("QMAC_FUZZ_CASES") is string wanted
            ? int.Parse(wanted, NumberStyles.None, CultureInfo.InvariantCulture)
            : SliceCases;
        string file = _folder.PathOf($"m.{extension}");
        int packages = 0;
        for (int number = 0; number < cases; number++)
        {
            File.WriteAllBytes(file, mutator.Mutate((ulong)number));
            packages += Export(option, file, number) == 0 ? 1 : 0;
        }

        // Both ways are taken: mutations that leave a valid model, and those that do not.
        Assert.InRange(packages, cases / 100, cases - (cases / 10));
    }

    private int Export(string option, string file, int number)
    {
        ((int exitCode, string output, string error), long allocated) = TimeLimit.Run(
            () =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                return (QMac.Run("export", option, file, "--out", _folder.PathOf("p")), GC.GetAllocatedBytesForCurrentThread() - before);
            },
            $"case {number}");
        Assert.True(exitCode is 0 or 2, $"case {number}: exit code {exitCode}, {error}");
        Assert.True(exitCode != 0 || error.Length == 0, $"case {number}: {output}{error}");
        Assert.True(exitCode == 0 || error.IndexOf('\n', StringComparison.Ordinal) == error.Length - 1, $"case {number}: more than one line, {error}");
        Assert.True(allocated <= MaxAllocatedBytes, $"case {number}: allocated {allocated} bytes");
        return exitCode;
    }
}
