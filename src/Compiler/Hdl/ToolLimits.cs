namespace QMacVerify.Compiler.Hdl;

/// <summary>What a child program may use before it is killed.</summary>
/// <param name="Time">Wall time of one run.</param>
/// <param name="OutputCharacters">Characters on each of standard output and standard error.</param>
internal sealed record ToolLimits(TimeSpan Time, int OutputCharacters)
{
    /// <summary>What a program that says how far it is may spend, as <see cref="ProcessTree.Spent"/> counts, without a character of output; null where it may be silent.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>Five minutes and a million characters: far above what a build or a bench of ours needs.</summary>
    public static ToolLimits Default { get; } = new(TimeSpan.FromMinutes(5), 1_000_000);
}
