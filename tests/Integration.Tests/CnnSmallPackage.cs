using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>The package of the built-in network, exported once by <c>qmac export</c>, for tests that look at something else.</summary>
internal static class CnnSmallPackage
{
    private static readonly Lazy<TemporaryFolder> Exported = new(Export);

    /// <summary>Puts the package into a folder, which is made.</summary>
    public static void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(Exported.Value.PathOf("package")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private static TemporaryFolder Export()
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        ChildResult result = ChildProcess.RunQMac(folder.Path, "export", "--model", "cnn_small", "--out", "package");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return folder;
    }
}
