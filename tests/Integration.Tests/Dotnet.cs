using System.Diagnostics;
using System.Text;

namespace QMacVerify.Integration.Tests;

/// <summary>Runs the .NET command line as a user would, but leaving no server processes behind.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(5);

    /// <summary>That of the tests: what a build of another would need may not be there.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        ? "Debug"
        : "Release";

    /// <summary>
    /// Of every build: no server stays behind, but for the compiler that <c>./test</c> starts and ends, a terminal's language does not matter, nor where
    /// the command line that runs the tests found its own MSBuild. Null removes a variable.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>(
        System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal) || name == "MSBUILD_EXE_PATH")
            .Select(name => KeyValuePair.Create(name, (string?)null)))
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_NOLOGO"] = "1",
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = System.Environment.GetEnvironmentVariable("SharedCompilationId") is null ? "false" : "true",

        // A build ends before a profile of its own code could pay.
        ["DOTNET_TieredPGO"] = "0",
    };

    /// <summary>Runs a command that must succeed, and gives its output.</summary>
    public static string Succeed(string folder, params string[] arguments)
    {
        (int exitCode, string output) = Run(folder, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} gave {exitCode}:\n{output}");
        return output;
    }

    /// <summary>Runs a command; its output has LF line ends and includes the error output.</summary>
    public static (int ExitCode, string Output) Run(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        StringBuilder output = new();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end within {TimeLimit}:\n{output}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.ToString());
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.Append(line).Append(line is null ? "" : "\n");
        }
    }
}
