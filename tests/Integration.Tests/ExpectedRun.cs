using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>What <c>qmac run</c> and <c>qmac constraints</c> write for the built-in network on approximate operators, made once.</summary>
public sealed class ExpectedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ExpectedRun()
    {
        CnnSmallPackage.CopyTo(Package);
        Success(["run", "--pkg", Package, "--random-input", "--batch", "20", "--out", PathOf(), .. Operators]);
        Success(["constraints", "--pkg", Package, "--out", PathOf("D_sound.json"), .. Operators]);
    }

    internal static string[] Operators { get; } = ["--amul", "trunc:2", "--aadd", "trunc:1"];

    public string Package => _folder.PathOf("package");

    /// <summary>A path among the results.</summary>
    public string PathOf(params string[] parts) => _folder.PathOf(["expected", .. parts]);

    public void Dispose() => _folder.Dispose();

    private static void Success(params string[] arguments)
    {
        ChildResult result = ChildProcess.RunQMac(Path.GetTempPath(), arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }
}
