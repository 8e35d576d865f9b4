using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

public class ProgramTests
{
    [Theory]
    [InlineData("qmac has no command \"zip\"; see qmac --help", "zip")]
    [InlineData("qmac has no command \"exprt\"; did you mean \"export\"? See qmac --help", "exprt", "--tflite", "m.tflite")]
    [InlineData("qmac op has no command \"inspct\"; did you mean \"inspect\"? See qmac op --help", "op", "inspct", "exact")]
    [InlineData("qmac inspect has no option \"--pgk\"; did you mean \"--pkg\"? See qmac inspect --help", "inspect", "--pgk", "p")]
    [InlineData("qmac inspect has no option \"--lyer\"; did you mean \"--layer\"? See qmac inspect --help", "inspect", "--pkg", "p", "--lyer=conv1")]
    [InlineData("qmac inspect has no option \"--zip\"; see qmac inspect --help", "inspect", "--pkg", "p", "--zip")]
    [InlineData("Required argument missing for option: '--pkg'; see qmac inspect --help", "inspect", "--pkg")]
    [InlineData("Option '--pkg' is required; see qmac inspect --help", "inspect")]
    [InlineData("Unrecognized command or argument 'x'; see qmac inspect --help", "inspect", "--pkg", "p", "x")]
    [InlineData("--pkg needs a value, found \"-x\"; see qmac pack --help", "pack", "--pkg", "-x")]
    [InlineData("--pkg needs a value, found \"\"; see qmac pack --help", "pack", "--pkg", "")]
    public void Run_BadUsage_IsOneLineAndExitCode2(string expected, params string[] args) => Assert.Equal(expected, QMac.Refusal(args));

    [Theory]
    [InlineData("export")]
    [InlineData("pack")]
    [InlineData("inspect")]
    [InlineData("run")]
    [InlineData("compare")]
    [InlineData("compile")]
    [InlineData("optimize")]
    [InlineData("constraints")]
    [InlineData("accumulators")]
    [InlineData("certify")]
    [InlineData("assign")]
    [InlineData("opcheck")]
    [InlineData("demo")]
    public void Run_HelpOfAVerb_HasPurposeAndExample(string verb)
    {
        (int exitCode, string output, string error) = QMac.Run(verb, "--help");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(@"\ADescription:\n  [A-Z][^\n]+\.\n\nUsage:\n", output);
        Assert.Contains($"Example:\n  qmac {verb} ", output, StringComparison.Ordinal);
        Assert.Contains(verb, QMac.Run("--help").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  export ")]
    [InlineData("  inspect <SPEC>", "op")]
    public void Run_NoCommand_PrintsHelpAndIsNotDone(string expected, params string[] args)
    {
        (int exitCode, string output, string error) = QMac.Run(args);

        Assert.Equal((2, ""), (exitCode, error));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbs_EachOne_IsTheNameOfItsCommand() => Assert.All(Program.Verbs, verb => Assert.Equal(verb.Key, verb.Value().Name));

    [Fact]
    public void Run_FileNameThatBeginsWithAt_IsNoResponseFile() =>
        Assert.Contains("@args", QMac.Refusal("export", "--tflite", "@args"), StringComparison.Ordinal);

    [Fact]
    public void Run_Canceled_Exits130AndWritesNothing()
    {
        using TemporaryFolder folder = new();

        (int exitCode, _, string error) = QMac.Run(new CancellationToken(canceled: true), "export", "--model", "cnn_small", "--out", folder.PathOf("p"));

        Assert.Equal((130, "qmac: interrupted\n"), (exitCode, error));
        Assert.False(Directory.Exists(folder.PathOf("p")));
    }

    [Fact]
    public void Run_UnexpectedException_IsOneLineAndExitCode70()
    {
        using TemporaryFolder folder = new();
        using StringWriter error = new() { NewLine = "\n" };
        using StringWriter closed = new();
        closed.Dispose();

        int exitCode = Program.Run(["export", "--model", "cnn_small", "--out", folder.PathOf("p")], closed, error, CancellationToken.None);

        Assert.Equal(70, exitCode);
        Assert.Matches(@"\Aqmac: bug, please report it: ObjectDisposedException: [^\n]+\n\z", error.ToString());
    }
}
