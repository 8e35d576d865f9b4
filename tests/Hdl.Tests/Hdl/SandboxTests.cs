using QMacVerify.Compiler.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

public class SandboxTests
{
    private static readonly ToolLimits Limits = new(TimeSpan.FromSeconds(60), 100_000);

    [SkippableFact]
    public void Run_WriteOutsideOfItsFolder_LeavesNothing()
    {
        using TemporaryFolder own = new();
        using TemporaryFolder other = new();
        File.WriteAllText(other.PathOf("secret"), "secret");

        ToolResult result = Run(own.Path, "cat \"$1/secret\"; echo x > \"$1/out\"; echo x > /etc/qmac_out; echo x > in; ls /tmp", other.Path);

        Assert.Equal(["in"], FolderContents.Files(own.Path));
        Assert.Equal(["secret"], FolderContents.Files(other.Path));
        Assert.False(File.Exists("/etc/qmac_out"));
        Assert.DoesNotContain("secret\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(other.Path), result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_Network_IsNotThere()
    {
        using TemporaryFolder own = new();

        string[] interfaces = [.. Run(own.Path, "cat /proc/net/dev").Output.Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal))];

        Assert.StartsWith("lo:", Assert.Single(interfaces).Trim(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_TimeLimit_EndsWhatIsInside()
    {
        using TemporaryFolder own = new();
        RequireSandbox();

        ToolResult result = Sandbox.Installed.Run(
            "/bin/sh", ["-c", "(while :; do date > alive; done) & sleep 600"], own.Path, Limits with { Time = TimeSpan.FromSeconds(2) }, CancellationToken.None);

        Assert.Equal(ToolEnd.TimeLimit, result.End);
        File.Delete(own.PathOf("alive"));
        Thread.Sleep(500);
        Assert.Empty(FolderContents.Files(own.Path));
    }

    [SkippableFact]
    public void Find_NoBubblewrap_RunsWithoutAndSaysSo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "There is no sandbox on this system.");
        using TemporaryFolder own = new();
        Sandbox none = Sandbox.Find("");

        Assert.False(none.IsUsable);
        Assert.Equal("no sandbox: bwrap is not installed", none.Description);
        Assert.Equal("x\n", none.Run("/bin/sh", ["-c", "echo x"], own.Path, Limits, CancellationToken.None).Output);
    }

    [SkippableFact]
    public void Find_BubblewrapThatMayNot_RunsWithoutAndSaysSo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "There is no sandbox on this system.");
        using TemporaryFolder tools = new();
        tools.WriteScript("bwrap", "echo 'No permissions to create new namespace' >&2\nexit 1");

        Assert.Equal("no sandbox: the system does not let bwrap make one", Sandbox.Find(tools.Path).Description);
    }

    private static ToolResult Run(string folder, string script, params string[] arguments)
    {
        RequireSandbox();
        return Sandbox.Installed.Run("/bin/sh", ["-c", script, "sh", .. arguments], folder, Limits, CancellationToken.None);
    }

    private static void RequireSandbox() => Skip.IfNot(Sandbox.Installed.IsUsable, Sandbox.Installed.Description);
}
