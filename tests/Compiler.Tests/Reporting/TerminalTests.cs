using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reporting;

/// <summary>What a terminal gets: a process of its own, as no test within this one has a terminal.</summary>
public sealed class TerminalTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>
{
    private const int Columns = 50;

    [SkippableFact]
    public void Show_Text_FitsTheTerminal()
    {
        string[] lines = OnTerminal("inspect", "--pkg", package.Folder);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, Columns));
        Assert.Contains(lines, line => line.StartsWith("pointwise ", StringComparison.Ordinal));
        Assert.Contains(QMac.Success("inspect", "--pkg", package.Folder).Split('\n'), line => line.Length > Columns);
    }

    [SkippableFact]
    public void Show_Json_IsWhatAPipeGets()
    {
        string[] document = QMac.Success("inspect", "--pkg", package.Folder, "--json").TrimEnd().Split('\n');

        Assert.Equal(document, OnTerminal("inspect", "--pkg", package.Folder, "--json").Take(document.Length));
        Assert.Contains(document, line => line.Length > Columns && line.Contains(' '));
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(100 * 3600, "100 h 00 min")]
    public void Words_Time_HasAsManyPartsAsMatter(double seconds, string expected) =>
        Assert.Equal(expected, Terminal.Words(TimeSpan.FromSeconds(seconds)));

    private static string[] OnTerminal(params string[] arguments)
    {
        Tools.Require("bash", "script");
        string words = string.Join(' ', arguments.Select(argument => $"'{argument}'"));
        ChildResult end = ChildProcess.Run(
            "/usr/bin/env",
            ["script", "-qec", $"export TERM=dumb; stty cols {Columns}; '{ChildProcess.DotNet}' '{ChildProcess.QMacProgram}' {words}", "/dev/null"],
            Path.GetTempPath());
        Assert.Equal(0, end.ExitCode);
        return end.Output.ReplaceLineEndings("\n").Split('\n');
    }
}
