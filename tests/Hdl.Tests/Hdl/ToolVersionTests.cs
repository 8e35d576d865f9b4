using QMacVerify.Compiler.Hdl;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Hdl;

/// <summary>Absent or broken: tools that are scripts of the test.</summary>
public sealed class ToolVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Look_EmptySearchPath_IsAbsent()
    {
        Assert.Equal(new Tool<Simulator>(null, "iverilog is not on PATH; to install it: apt-get install iverilog"), Icarus.Look(""));
        Assert.Equal(
            new Tool<Simulator>(null, "verilator 5 with g++ and make is not on PATH; to install it: apt-get install verilator g++ make"), Verilator.Look(""));
        Assert.Equal(new Tool<FormalTools>(null, "yosys and z3 are not both on PATH; to install them: apt-get install yosys z3"), FormalTools.Look(""));
    }

    [SkippableTheory]
    [InlineData("echo 'no library' >&2; exit 127", "exit code 127, no library")]
    [InlineData("exit 1", "exit code 1, no message")]
    [InlineData("kill -KILL $$", "it was killed by signal 9")]
    [InlineData("echo something else", "asked for its version it says \"something else\"")]
    [InlineData("true", "asked for its version it says \"no message\"")]
    public void Look_BrokenTool_SaysWhatItDoes(string script, string reason)
    {
        WriteTools(script, "iverilog", "vvp", "verilator", "g++", "make", "yosys", "z3");

        Assert.Equal(new Tool<Simulator>(null, $"iverilog is on PATH and does not work: {reason}", IsBroken: true), Icarus.Look(_folder.Path));
        Assert.Equal(new Tool<Simulator>(null, $"verilator is on PATH and does not work: {reason}", IsBroken: true), Verilator.Look(_folder.Path));
        Assert.Equal(new Tool<FormalTools>(null, $"yosys is on PATH and does not work: {reason}", IsBroken: true), FormalTools.Look(_folder.Path));
    }

    [SkippableFact]
    public void Look_HalfAnInstallation_IsBroken()
    {
        WriteTools("echo 'Icarus Verilog version 11.0 (stable)'", "iverilog");
        WriteTools("echo 'Yosys 0.23'", "yosys");
        WriteTools("exit 1", "z3");

        Assert.Equal(new Tool<Simulator>(null, "iverilog is on PATH, and vvp, which runs what it compiles, is not", IsBroken: true), Icarus.Look(_folder.Path));
        Assert.Equal(new Tool<FormalTools>(null, "z3 is on PATH and does not work: exit code 1, no message", IsBroken: true), FormalTools.Look(_folder.Path));
    }

    [SkippableFact]
    public void Look_OldVerilator_IsAbsent()
    {
        WriteTools("echo 'Verilator 4.038 2020-07-11 rev v4.036-114-g0cd4a57ad'", "verilator", "g++", "make");

        Assert.Equal(
            new Tool<Simulator>(null, "verilator on PATH is 4.038, and 5 is needed; to install it: apt-get install verilator g++ make"), Verilator.Look(_folder.Path));
    }

    private void WriteTools(string script, params string[] names)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no shell scripts.");
        foreach (string name in names)
        {
            _folder.WriteScript(name, script);
        }
    }
}
