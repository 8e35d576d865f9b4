using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>The Verilog folder of a generated project, run with the command lines of its README.</summary>
internal static class GeneratedVerilog
{
    /// <summary>Runs a folder under Icarus.</summary>
    /// <returns>The verdict that the bench prints.</returns>
    public static string RunIcarus(string folder) => RunReadmeLine(folder, "Icarus Verilog");

    /// <summary>Runs a folder under Verilator, which compiles it first.</summary>
    public static string RunVerilator(string folder) => RunReadmeLine(folder, "Verilator");

    public static void AssertPasses(string verdict) => Assert.Matches(@"\APASS n=[1-9]\d*\z", verdict);

    /// <summary>The README is what a user follows: its line is run, not one of ours. Its exit code must say what the verdict says.</summary>
    private static string RunReadmeLine(string folder, string tool)
    {
        string line = File.ReadLines(Path.Combine(folder, "README.md")).Single(text => text.StartsWith($"- {tool}: `", StringComparison.Ordinal));
        ChildResult result = ChildProcess.Run("/bin/sh", ["-c", line.Split('`')[1]], folder);
        string verdict = result.Output.Split('\n').LastOrDefault(text => text.StartsWith("PASS ", StringComparison.Ordinal) || text.StartsWith("FAIL ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{tool} gave no verdict: {result.Output}{result.Error}");
        Assert.Equal(verdict.StartsWith("PASS ", StringComparison.Ordinal), result.ExitCode == 0);
        return verdict;
    }
}
