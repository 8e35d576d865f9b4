using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>One <c>qmac demo</c> in a folder of its own, made once for the tests that look at it.</summary>
public sealed class DemoRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DemoRun() => Result = ChildProcess.RunQMac(Folder, "demo", "--num-opcheck", "300");

    public string Folder => _folder.Path;

    public ChildResult Result { get; }

    public string PathOf(params string[] parts) => _folder.PathOf(parts);

    public void Dispose() => _folder.Dispose();
}
