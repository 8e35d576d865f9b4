using System.Globalization;
using System.Text.RegularExpressions;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Hdl;

/// <summary>How a program of others stands on this machine.</summary>
internal enum ToolStatus
{
    /// <summary>It answers, in a version that will do.</summary>
    Works,

    /// <summary>It is not there, or not with all that it takes.</summary>
    Absent,

    /// <summary>It is there in a version that will not do.</summary>
    Unfit,

    /// <summary>It is there and does not work.</summary>
    Broken,
}

/// <summary>What looking at a program found.</summary>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Problem">Why not, in one line with what to do; null where it can be used.</param>
internal sealed record ToolState(ToolStatus Status, string? Problem = null)
{
    /// <summary>Its full path; null where it is not there.</summary>
    public string? Path { get; init; }

    /// <summary>Its version; null where it did not say one.</summary>
    public string? Version { get; init; }

    /// <summary>Name and version as it says them.</summary>
    public string? Said { get; init; }

    /// <summary>As a tool that something needs.</summary>
    /// <param name="create">Given that it works.</param>
    public Tool<T> Use<T>(Func<ToolState, T> create)
        where T : class =>
        Status == ToolStatus.Works ? new Tool<T>(create(this)) : new Tool<T>(null, Problem, Status == ToolStatus.Broken);
}

/// <summary>A program of others that is used where it is present. This is the one place that knows how it is found, asked and installed: a new one is a row of <see cref="All"/>.</summary>
/// <param name="Name">Of the program on PATH.</param>
/// <param name="VersionOption">Makes it say its version.</param>
/// <param name="VersionLine">What it says; the first group is the version.</param>
/// <param name="NeededBy">What does not work without it, for people.</param>
internal sealed partial record ExternalTool(string Name, string VersionOption, Regex VersionLine, params string[] NeededBy)
{
    /// <summary>Of .NET; <c>qmac</c> itself is content with the runtime.</summary>
    public static ExternalTool Sdk { get; } = new("dotnet", "--list-sdks", SdkVersion(), "./qmac of a clone", "projects of compile", "QMacModel items")
    {
        LeastMajor = 10,
        Debian = "dotnet-sdk-10.0",
        Homebrew = "--cask dotnet-sdk",
        Winget = "Microsoft.DotNet.SDK.10",
    };

    public static ExternalTool Icarus { get; } = new(
        "iverilog", "-V", IcarusVersion(), "opcheck", "verilog: operators in every command", "cosim --simulator icarus", "benches of compile")
    {
        Runtime = ("vvp", "which runs what it compiles"),
        Debian = "iverilog",
        Homebrew = "icarus-verilog",
    };

    public static ExternalTool Compiler { get; } = new("g++", "--version", GnuVersion(), "verilator")
    {
        Debian = "g++",
    };

    public static ExternalTool Make { get; } = new("make", "--version", MakeVersion(), "verilator", "Makefiles of compile")
    {
        Debian = "make",
        Homebrew = "make",
        Winget = "ezwinports.make",
    };

    public static ExternalTool Verilator { get; } = new(
        "verilator", "--version", VerilatorVersion(), "cosim", "opcheck --all", "opcheck --op", "verilog: operators without iverilog")
    {
        Companions = ["g++", "make"],
        LeastMajor = 5,
        Known = "5 is needed: --binary and --timing came with it",
        Debian = "verilator g++ make",
        Homebrew = "verilator",
    };

    public static ExternalTool Yosys { get; } = new(
        "yosys", "-V", YosysVersion(), "op cost", "assign and search without --costs", "accumulators --prove", "cosim --synth", "proofs of opcheck", "checks of verilog: operators")
    {
        Debian = "yosys",
        Homebrew = "yosys",
    };

    public static ExternalTool Z3 { get; } = new("z3", "--version", Z3Version(), "proofs of opcheck")
    {
        Debian = "z3",
        Homebrew = "z3",
    };

    public static ExternalTool Bubblewrap { get; } = new("bwrap", "--version", BubblewrapVersion(), "second wall around verilog: operators (Linux)")
    {
        Trial = searchPath => Sandbox.Find(searchPath) is { IsUsable: false, Description: string problem } ? problem : null,
        Debian = "bubblewrap",
    };

    public static ExternalTool Parallel { get; } = new("parallel", "--version", ParallelVersion(), "what sweep --emit parallel writes")
    {
        Debian = "parallel",
        Homebrew = "parallel",
    };

    public static ExternalTool Slurm { get; } = new("sbatch", "--version", SlurmVersion(), "what sweep --emit slurm writes")
    {
        Debian = "slurm-client",
    };

    /// <summary>Every program, the most useful first.</summary>
    public static IReadOnlyList<ExternalTool> All { get; } = [Sdk, Icarus, Verilator, Compiler, Make, Yosys, Z3, Bubblewrap, Parallel, Slurm];

    /// <summary>Programs that it calls and cannot do without: without one it counts as absent.</summary>
    public IReadOnlyList<string> Companions { get; private init; } = [];

    /// <summary>A part of the same installation, and what it is for: without it the installation is broken. Null for none.</summary>
    public (string Name, string Role)? Runtime { get; private init; }

    /// <summary>Versions before this one do not do.</summary>
    public int LeastMajor { get; private init; }

    /// <summary>What is known about versions, for people; null for nothing.</summary>
    public string? Known { get; private init; }

    /// <summary>Packages of Debian and Ubuntu.</summary>
    public required string Debian { get; init; }

    /// <summary>Formula of Homebrew; null where there is none, or the system brings the program.</summary>
    public string? Homebrew { get; private init; }

    /// <summary>Id in the package manager of Windows; null where none is known.</summary>
    public string? Winget { get; private init; }

    /// <summary>How to get it, for the end of a message.</summary>
    public string HowToInstall => $"to install it: apt-get install {Debian}";

    /// <summary>Commands that install it, by package manager.</summary>
    public IEnumerable<(string Manager, string Command)> Installs =>
        from each in ((string Manager, string Command, string? Packages)[])
            [("debian", "apt-get install", Debian), ("homebrew", "brew install", Homebrew), ("winget", "winget install", Winget)]
        where each.Packages is not null
        select (each.Manager, $"{each.Command} {each.Packages}");

    /// <summary>Tries what <see cref="VersionOption"/> does not show, given folders as in PATH; gives the problem, or null.</summary>
    private Func<string?, string?>? Trial { get; init; }

    /// <summary>The full path of the program, or null.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    public string? Find(string? searchPath = null) => ToolRunner.Find(Name, searchPath);

    /// <summary>Looks whether it is there and works.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    /// <param name="limits">Of asking it; by default those of <see cref="ToolVersion"/>.</param>
    public ToolState Examine(string? searchPath = null, ToolLimits? limits = null)
    {
        if (Find(searchPath) is not string path || Companions.Any(companion => ToolRunner.Find(companion, searchPath) is null))
        {
            string version = LeastMajor > 0 ? Invariant($" {LeastMajor}") : "";
            string with = Companions.Count > 0 ? $" with {string.Join(" and ", Companions)}" : "";
            return new ToolState(ToolStatus.Absent, $"{Name}{version}{with} is not on PATH; {HowToInstall}");
        }

        if (Runtime is (string runtime, string role) && ToolRunner.Find(runtime, searchPath) is null)
        {
            return new ToolState(ToolStatus.Broken, $"{Name} is on PATH, and {runtime}, {role}, is not") { Path = path };
        }

        ToolState state = Ask(path, limits);
        return state.Status == ToolStatus.Works && Trial?.Invoke(searchPath) is string failure ? state with { Status = ToolStatus.Broken, Problem = failure } : state;
    }

    /// <summary>Asks the program for its version.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="limits">Of asking it; by default those of <see cref="ToolVersion"/>.</param>
    public ToolState Ask(string path, ToolLimits? limits = null)
    {
        Match match = ToolVersion.Ask(path, VersionOption, VersionLine, out string problem, limits);
        if (!match.Success)
        {
            return new ToolState(ToolStatus.Broken, problem) { Path = path };
        }

        string version = match.Groups[1].Value;
        ToolState state = new(ToolStatus.Works) { Path = path, Version = version, Said = match.Value };
        return int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture) >= LeastMajor ? state
            : state with { Status = ToolStatus.Unfit, Problem = Invariant($"{Name} on PATH is {version}, and {LeastMajor} is needed; {HowToInstall}") };
    }

    // A line for each SDK, the newest last.
    [GeneratedRegex(@"^(\d\S*) \[", RegexOptions.Multiline | RegexOptions.RightToLeft)]
    private static partial Regex SdkVersion();

    [GeneratedRegex(@"^Icarus Verilog version (\d\S*(?: \(\w+\))?)")]
    private static partial Regex IcarusVersion();

    [GeneratedRegex(@"^Verilator (\d+\.\d+)")]
    private static partial Regex VerilatorVersion();

    [GeneratedRegex(@"^Yosys (\d\S*)")]
    private static partial Regex YosysVersion();

    [GeneratedRegex(@"^Z3 version (\d\S*)")]
    private static partial Regex Z3Version();

    // g++ of GNU, or clang under its name.
    [GeneratedRegex(@"^(?:g\+\+ \(.*\)|.*clang version) (\d\S*)")]
    private static partial Regex GnuVersion();

    [GeneratedRegex(@"^GNU Make (\d\S*)")]
    private static partial Regex MakeVersion();

    [GeneratedRegex(@"^bubblewrap (\d\S*)")]
    private static partial Regex BubblewrapVersion();

    [GeneratedRegex(@"^GNU parallel (\d\S*)")]
    private static partial Regex ParallelVersion();

    [GeneratedRegex(@"^slurm(?:-wlm)? (\d\S*)")]
    private static partial Regex SlurmVersion();
}
