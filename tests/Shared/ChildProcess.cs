using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QMacVerify.Tests.Shared;

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">128 + the signal's number where a signal ended it.</param>
/// <param name="Output">Standard output, LF line ends.</param>
/// <param name="Error">Standard error, likewise.</param>
public sealed record ChildResult(int ExitCode, string Output, string Error);

/// <summary>A program that a test runs as its users do: in a folder, with an environment, and with signals.</summary>
public sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What starts a program with the usual answer to Ctrl-C and to a terminal that closes. A suite that a script starts in the
    /// background, or with nohup, ignores them, and so would its children. Empty where env cannot do it.
    /// </summary>
    private static readonly Lazy<string[]> UsualSignals = new(FindUsualSignals);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="folder">Its current folder.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string[] command = [.. UsualSignals.Value, program, .. arguments];
        ProcessStartInfo info = new(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            info.Environment[name] = value;
        }

        _process = Process.Start(info)!;
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The <c>dotnet</c> that runs this test.</summary>
    public static string DotNet { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>The <c>qmac.dll</c> that was built with this test.</summary>
    public static string QMacProgram { get; } = Path.Combine(AppContext.BaseDirectory, "qmac.dll");

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts <c>qmac</c> in a folder.</summary>
    public static ChildProcess QMac(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        new(DotNet, [QMacProgram, .. arguments], folder, environment);

    /// <summary>Runs <c>qmac</c> in a folder to its end. What it writes as JSON must be valid by its schema.</summary>
    public static ChildResult RunQMac(string folder, params string[] arguments)
    {
        WrittenJson written = WrittenJson.Before(arguments, folder);
        using ChildProcess child = QMac(folder, arguments);
        ChildResult result = child.WaitForEnd();
        written.Validate(result.ExitCode, result.Output);
        return result;
    }

    /// <summary>Runs a program in a folder to its end.</summary>
    public static ChildResult Run(string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using ChildProcess child = new(program, arguments, folder, environment);
        return child.WaitForEnd();
    }

    /// <summary>Ends the program at once, as <c>kill -9</c> does, but not what it started.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end; a child that takes minutes has hung, which is an error.</summary>
    public ChildResult WaitForEnd()
    {
        if (!_process.WaitForExit(Limit))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {Limit}.");
        }

        return new ChildResult(_process.ExitCode, _output.Result.ReplaceLineEndings("\n"), _error.Result.ReplaceLineEndings("\n"));
    }

    private static string[] FindUsualSignals()
    {
        const string env = "/usr/bin/env";
        const string option = "--default-signal=INT,HUP";
        if (!OperatingSystem.IsLinux() || !File.Exists(env))
        {
            return [];
        }

        using Process probe = Process.Start(new ProcessStartInfo(env, [option, "true"]) { RedirectStandardError = true })!;
        probe.WaitForExit();
        return probe.ExitCode == 0 ? [env, option] : [];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
