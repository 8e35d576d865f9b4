using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Finds and runs child programs: with an argument vector, which no shell reads, within limits.</summary>
internal static class ToolRunner
{
    /// <summary>The full path of a program, or null.</summary>
    /// <param name="name">File name without folder and extension.</param>
    /// <param name="searchPath">Folders as in PATH, which is the default. Relative entries are ignored: a model folder must not supply programs.</param>
    public static string? Find(string name, string? searchPath = null)
    {
        string file = FileName(name);
        return (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(IsExecutable);
    }

    /// <summary>The file of a program, without its folder.</summary>
    public static string FileName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;

    /// <summary>Runs a program to its end, or to ours: none is left behind. Standard input is empty.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">Passed as they are; no character is special.</param>
    /// <param name="workingFolder">Current folder of the program.</param>
    /// <param name="limits">Where the program and its children are killed.</param>
    /// <param name="cancellation">Kills them too.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled; no child is left.</exception>
    public static ToolResult Run(
        string program,
        IReadOnlyList<string> arguments,
        string workingFolder,
        ToolLimits limits,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!IsExecutable(program))
        {
            return new ToolResult(ToolEnd.NotStarted, -1, "", $"{program} is not a program");
        }

        using Process process = new() { StartInfo = StartInfo(program, arguments, workingFolder) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ToolResult(ToolEnd.NotStarted, -1, "", e.Message);
        }

        if (!Lifeline.IsAvailable)
        {
            process.StandardInput.Close();
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limits.Time);
        using SilenceWatch? watch = limits.Silence is TimeSpan silence ? new SilenceWatch(process, silence, stop) : null;
        BoundedReader output = new(process.StandardOutput, limits.OutputCharacters, watch);
        BoundedReader errors = new(process.StandardError, limits.OutputCharacters, watch);
        try
        {
            // The outer wait also ends when a grandchild keeps the pipes open.
            Task.WhenAll(output.ReadAsync(stop), errors.ReadAsync(stop), process.WaitForExitAsync(stop.Token))
                .WaitAsync(stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
        }

        ToolEnd how = output.IsFull || errors.IsFull ? ToolEnd.OutputLimit
            : !stop.IsCancellationRequested ? ToolEnd.Exited
            : watch?.HasStopped == true ? ToolEnd.Silence
            : ToolEnd.TimeLimit;
        return new ToolResult(how, how == ToolEnd.Exited ? process.ExitCode : -1, output.Text, errors.Text);
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string workingFolder)
    {
        ProcessStartInfo info = new(
            Lifeline.IsAvailable ? Lifeline.Program : program,
            Lifeline.IsAvailable ? Lifeline.Arguments(program, arguments) : arguments)
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // Messages reach reports, which must not depend on the machine's language.
        info.Environment["LC_ALL"] = "C";

        // What a killed compiler leaves is deleted with the folder; not by its full name, which Icarus hands to a shell as it is.
        info.Environment["TMPDIR"] = ".";
        return info;
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != 0);
    }

    /// <summary>Keeps what a stream delivers, and asks for a stop when that becomes too much.</summary>
    private sealed class BoundedReader(StreamReader reader, int limit, SilenceWatch? watch)
    {
        private readonly StringBuilder _text = new();

        public bool IsFull { get; private set; }

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString().ReplaceLineEndings("\n");
                }
            }
        }

        public async Task ReadAsync(CancellationTokenSource stop)
        {
            char[] buffer = new char[4096];
            while (await reader.ReadAsync(buffer, stop.Token).ConfigureAwait(false) is int count and > 0)
            {
                watch?.Arrived();
                lock (_text)
                {
                    _text.Append(buffer, 0, Math.Min(count, limit - _text.Length));
                    IsFull = _text.Length == limit;
                }

                if (IsFull)
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
    }
}
