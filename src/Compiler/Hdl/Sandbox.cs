namespace QMacVerify.Compiler.Hdl;

/// <summary>Runs a child program where it can reach nothing: no network, a system that it can only read, and of all temporary folders its own.</summary>
/// <remarks>What a stranger's Verilog holds is refused before any tool reads it; this is the second wall. Linux with bubblewrap only.</remarks>
internal sealed class Sandbox
{
    private static readonly ToolLimits ProbeLimits = new(TimeSpan.FromSeconds(30), 10_000);

    private static readonly Lazy<Sandbox> OfThisMachine = new(() => Find());

    private readonly string? _program;

    private Sandbox(string? program, string description)
    {
        _program = program;
        Description = description;
    }

    /// <summary>For sources of ours.</summary>
    public static Sandbox None { get; } = new(null, "no sandbox");

    /// <summary>The sandbox of this machine; tried once.</summary>
    public static Sandbox Installed => OfThisMachine.Value;

    /// <summary>For reports: by what programs are shut in, or why they are not.</summary>
    public string Description { get; }

    /// <summary>Whether programs are shut in.</summary>
    public bool IsUsable => _program is not null;

    /// <summary>Looks for bubblewrap and tries it: a system may have it and not let it make namespaces.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    public static Sandbox Find(string? searchPath = null)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new Sandbox(null, "no sandbox on this system");
        }

        if (ExternalTool.Bubblewrap.Find(searchPath) is not string program || ToolRunner.Find("true") is not string trial)
        {
            return new Sandbox(null, "no sandbox: bwrap is not installed");
        }

        Sandbox sandbox = new(program, "sandboxed by bwrap");
        return sandbox.Run(trial, [], Path.GetTempPath(), ProbeLimits, CancellationToken.None).Succeeded
            ? sandbox
            : new Sandbox(null, "no sandbox: the system does not let bwrap make one");
    }

    /// <summary>Runs a program, shut in where that is possible.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="folder">Its current folder, which it may write.</param>
    /// <param name="limits">Where it is killed.</param>
    /// <param name="cancellation">Kills it too.</param>
    public ToolResult Run(string program, IReadOnlyList<string> arguments, string folder, ToolLimits limits, CancellationToken cancellation) =>
        _program is null
            ? ToolRunner.Run(program, arguments, folder, limits, cancellation)
            : ToolRunner.Run(_program, [.. Walls(program, folder), program, .. arguments], folder, limits, cancellation);

    /// <summary>Later ones lie over earlier ones.</summary>
    private static IEnumerable<string> Walls(string program, string folder) =>
    [
        "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
        .. Hidden().Where(hidden => !IsBelow(program, hidden) || IsBelow(program, folder)).SelectMany(hidden => new[] { "--tmpfs", hidden }),
        "--bind", folder, folder, "--chdir", folder, "--",
    ];

    /// <summary>Files of others, of the user, and sockets, which no namespace shuts off.</summary>
    private static IEnumerable<string> Hidden() =>
        new[] { "/tmp", "/var/tmp", "/run", Path.GetTempPath(), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }
            .Select(Path.TrimEndingDirectorySeparator)
            .Where(path => path.Length > 1 && Directory.Exists(path))
            .Distinct();

    private static bool IsBelow(string file, string folder) => file.StartsWith(folder + "/", StringComparison.Ordinal);
}
