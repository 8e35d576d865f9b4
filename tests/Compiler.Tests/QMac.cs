using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests;

/// <summary>Runs <c>qmac</c> inside the test process. What it writes as JSON must be valid by its schema.</summary>
internal static class QMac
{
    public static (int ExitCode, string Output, string Error) Run(params string[] args) => Run(CancellationToken.None, args);

    public static (int ExitCode, string Output, string Error) Run(CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        WrittenJson written = WrittenJson.Before(args);
        int exitCode = Program.Run(args, output, error, cancellation);
        written.Validate(exitCode, output.ToString());
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Checks that a command line is refused: exit code 2, nothing on stdout, one line on stderr.</summary>
    /// <returns>That line, without the name of the program.</returns>
    public static string Refusal(params string[] args)
    {
        (int exitCode, string output, string error) = Run(args);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Matches(@"\Aqmac: [^\n]+\n\z", error);
        return error["qmac: ".Length..^1];
    }

    /// <summary>The same, and nothing below a folder changed: no file is new, none is gone, none has other bytes.</summary>
    public static string RefusalLeaving(string folder, params string[] args)
    {
        IReadOnlyList<string> before = FolderContents.Of(folder);
        string message = Refusal(args);
        Assert.Equal(before, FolderContents.Of(folder));
        return message;
    }

    /// <summary>Runs a command line that must succeed.</summary>
    /// <returns>Its standard output.</returns>
    public static string Success(params string[] args)
    {
        (int exitCode, string output, string error) = Run(args);
        Assert.Equal((0, ""), (exitCode, error));
        return output;
    }
}
