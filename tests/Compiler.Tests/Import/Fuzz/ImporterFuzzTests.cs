using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;

namespace QMacVerify.Compiler.Tests.Import.Fuzz;

/// <summary>Mutated model files through <c>qmac export</c>: a package or one line, never anything else.</summary>
/// <remarks>A case depends on its number and the corpus, and a failure names it. Many more, below the command line: <c>tests/Benchmarks/run fuzz</c>.</remarks>
public sealed class ImporterFuzzTests : IDisposable
{
    private const int Cases = 1000;
    private const long MaxAllocatedBytes = 1L << 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_MutatedTfliteFile_GivesAPackageOrOneLine() => AssertSurvives(FuzzCorpus.Tflite());

    [Fact]
    public void Export_MutatedOnnxFile_GivesAPackageOrOneLine() => AssertSurvives(FuzzCorpus.Onnx());

    private void AssertSurvives(FuzzCorpus corpus)
    {
        FileMutator mutator = new(corpus.Files);
        string file = _folder.PathOf($"m.{corpus.Format}");
        int packages = 0;
        for (int number = 0; number < Cases; number++)
        {
            SplitMix64 random = new((ulong)number);
            (int source, byte[] damaged) = mutator.Mutate(random);
            File.WriteAllBytes(file, damaged);
            packages += Export(["export", $"--{corpus.Format}", file, "--out", _folder.PathOf("p"), .. corpus.Options(source, random)], number) == 0 ? 1 : 0;
        }

        // Both ways are taken: mutations that leave a valid model, and those that do not.
        Assert.InRange(packages, Cases / 100, Cases - (Cases / 10));
    }

    private static int Export(string[] args, int number)
    {
        ((int exitCode, string output, string error), long allocated) = TimeLimit.Run(
            () =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                return (QMac.Run(args), GC.GetAllocatedBytesForCurrentThread() - before);
            },
            $"case {number}");
        Assert.True(exitCode is 0 or 2, $"case {number}: exit code {exitCode}, {error}");
        Assert.True(exitCode != 0 || error.Length == 0, $"case {number}: {output}{error}");
        Assert.True(exitCode == 0 || error.IndexOf('\n', StringComparison.Ordinal) == error.Length - 1, $"case {number}: more than one line, {error}");
        Assert.True(allocated <= MaxAllocatedBytes, $"case {number}: allocated {allocated} bytes");
        return exitCode;
    }
}
