using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Every command that takes a circuit refuses those that reach out or remember, in one line, and nothing is written.</summary>
[Trait("Category", "Slow")]
public sealed class HostileCircuitTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Reaching => [.. HostileCircuits.Reaching.Keys];

    public static TheoryData<string> Remembering => [.. HostileCircuits.Remembering.Keys];

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(Reaching))]
    public void Commands_CircuitThatReachesOut_RefuseIt(string name) => AssertRefused(HostileCircuits.Reaching[name], "");

    [SkippableTheory]
    [InlineData("reach_e3.v")]
    [InlineData("reach_e7.v")]
    [InlineData("reach_e8.v")]
    [InlineData("reach_e9.v")]
    public void Commands_SharedCircuitThatReachesOut_RefuseIt(string file)
    {
        string include = File.ReadAllText(SharedMaterial.PathOf("cases", "circuits", "inc2.vh"));
        File.WriteAllText(_folder.PathOf("inc2.vh"), include.Replace("./", _folder.Path + "/", StringComparison.Ordinal));

        AssertRefused(File.ReadAllText(SharedMaterial.PathOf("cases", "circuits", file)).Replace("./", HostileCircuits.Folder + "/", StringComparison.Ordinal), "");
    }

    [SkippableTheory]
    [MemberData(nameof(Remembering))]
    public void Inspect_CircuitThatRemembers_RefusesIt(string name) =>
        AssertInspectRefuses(HostileCircuits.Remembering[name].Text, HostileCircuits.Remembering[name].Options);

    [SkippableTheory]
    [InlineData("state_u1.v")]
    [InlineData("state_u3b.v")]
    public void Commands_SharedCircuitThatRemembers_RefuseIt(string file) => AssertRefused(File.ReadAllText(SharedMaterial.PathOf("cases", "circuits", file)), "");

    /// <summary>The simulator that never ends is killed, whatever it has started.</summary>
    [SkippableFact]
    public void Inspect_Oscillation_LeavesNoProcessAndNoFile()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "There is no /proc.");
        Tools.Require("iverilog", "vvp");
        string temporary = Directory.CreateDirectory(_folder.PathOf("tmp")).FullName;
        File.WriteAllText(_folder.PathOf("mul.v"), HostileCircuits.Remembering["oscillation"].Text);

        using ChildProcess child = ChildProcess.QMac(
            _folder.Path, ["op", "inspect", "verilog:mul.v"], new Dictionary<string, string?> { ["TMPDIR"] = temporary });
        ChildResult result = child.WaitForEnd();

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("qmac: mul.v does not come to rest", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(temporary, "qmac-*"));
        Assert.DoesNotContain(Directory.GetDirectories("/proc").Select(CommandLine), line => line.Contains(temporary, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("mkfifo \"$0\"", "is a device, a pipe or a socket, expected a file")]
    [InlineData("ln -s /dev/zero \"$0\"", "is a device, a pipe or a socket, expected a file")]
    [InlineData("truncate -s 20M \"$0\"", "is longer than 16777216 bytes")]
    public void Commands_WhatIsNoSourceFile_RefuseIt(string make, string expected)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "This system has no such files, or does not tell.");
        string file = _folder.PathOf("mul.v");
        Assert.Equal(0, ChildProcess.Run("/bin/sh", ["-c", make, file], _folder.Path).ExitCode);

        Assert.Equal($"\"mul.v\" {expected}", QMac.Refusal("op", "inspect", $"verilog:{file}"));
        Assert.Contains(expected, QMac.Refusal("opcheck", "--op", $"verilog:{file}"), StringComparison.Ordinal);
        Assert.Contains(expected, QMac.Refusal("run", "--pkg", package.Folder, "--random-input", "--amul", $"verilog:{file}"), StringComparison.Ordinal);
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            // Not a process, or no longer one.
            return "";
        }
    }

    /// <summary>Refused by every command that takes a circuit. They simulate it in one way, once in this process.</summary>
    private void AssertRefused(string text, string options)
    {
        (string spec, string refusal) = AssertInspectRefuses(text, options);

        Assert.Contains(refusal, QMac.RefusalLeaving(_folder.Path, "opcheck", "--op", spec, "--out", _folder.PathOf("check")), StringComparison.Ordinal);
        Assert.Contains(
            refusal,
            QMac.RefusalLeaving(_folder.Path, "run", "--pkg", package.Folder, "--random-input", "--amul", spec, "--out", _folder.PathOf("run")),
            StringComparison.Ordinal);
    }

    private (string Spec, string Refusal) AssertInspectRefuses(string text, string options)
    {
        Tools.Require("iverilog", "vvp");
        File.WriteAllText(_folder.PathOf("mul.v"), text.Replace(HostileCircuits.Folder, _folder.Path, StringComparison.Ordinal));
        File.WriteAllText(_folder.PathOf("circuit.vh"), $"integer f; initial begin f = $fopen(\"{_folder.Path}/PWNED\", \"w\"); $fclose(f); end\n");
        string spec = $"verilog:{_folder.PathOf("mul.v")}{options}";

        string refusal = QMac.RefusalLeaving(_folder.Path, "op", "inspect", spec, "--svg", _folder.PathOf("x.svg"));

        Assert.Contains("mul.v", refusal, StringComparison.Ordinal);
        return (spec, refusal);
    }
}
