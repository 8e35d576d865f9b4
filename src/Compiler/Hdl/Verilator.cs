using System.Text.RegularExpressions;

namespace QMacVerify.Compiler.Hdl;

/// <summary>Verilator: builds for some 8 seconds, then does over a million multiply-accumulates a second. It has no x: undefined values look like numbers.</summary>
internal sealed partial class Verilator : Simulator
{
    private readonly string _compiler;

    private Verilator(string compiler, string version, ToolLimits limits)
        : base("Verilator", version, limits) => _compiler = compiler;

    /// <summary>The installed one with the C++ compiler that it needs, or null.</summary>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    /// <param name="limits">Of each compilation and each run.</param>
    public static Verilator? Find(string? searchPath = null, ToolLimits? limits = null)
    {
        if (ToolRunner.Find("verilator", searchPath) is not string compiler
            || ToolRunner.Find("g++", searchPath) is null
            || ToolRunner.Find("make", searchPath) is null)
        {
            return null;
        }

        ToolResult result = ToolRunner.Run(compiler, ["--version"], Path.GetTempPath(), ToolLimits.Default, CancellationToken.None);
        Match version = VersionLine().Match(result.Output);

        // --binary --timing came with 5.
        return version.Success && int.Parse(version.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) >= 5
            ? new Verilator(compiler, version.Groups[1].Value, limits ?? ToolLimits.Default)
            : null;
    }

    protected override ToolResult Build(string folder, string top, IReadOnlyList<string> sources, CancellationToken cancellation) =>
        ToolRunner.Run(_compiler, ["--binary", "--timing", "-Wno-fatal", "-j", "2", "--top-module", top, .. sources], folder, BuildLimits, cancellation);

    protected override ToolResult Execute(string folder, string top, CancellationToken cancellation) =>
        ToolRunner.Run(Path.Combine(folder, "obj_dir", $"V{top}"), ["+dir=."], folder, Limits, cancellation);

    [GeneratedRegex(@"^Verilator ((\d+)\.\d+)")]
    private static partial Regex VersionLine();
}
