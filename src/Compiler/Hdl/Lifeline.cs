namespace QMacVerify.Compiler.Hdl;

/// <summary>Lets a child program, and all that it starts, end with us: even where we are killed and can do nothing about it.</summary>
/// <remarks>
/// A shell in a session of its own runs the program, and beside it waits at a pipe that we alone hold open. When the system
/// closes it, the shell kills the session. Arguments stay a vector: the shell's script is constant.
/// What the shell itself would say, such as how the program died, is not part of what the program says.
/// </remarks>
internal static class Lifeline
{
    private const string Script = """
        exec 3<&0 4>&2 </dev/null 2>/dev/null
        (read -r line <&3; kill -KILL 0) >/dev/null 4>&- &
        watcher=$!
        exec 3<&-
        "$0" "$@" 2>&4 4>&-
        code=$?
        kill -KILL "$watcher"
        exit "$code"
        """;

    private static readonly Lazy<string?> Shell = new(() => ToolRunner.Find("sh"));
    private static readonly Lazy<string?> NewSession = new(() => ToolRunner.Find("setsid"));

    /// <summary>Whether the system has what it takes.</summary>
    public static bool IsAvailable => Shell.Value is not null && NewSession.Value is not null;

    /// <summary>The program that ends when its standard input is closed.</summary>
    public static string Program => NewSession.Value!;

    /// <summary>Its arguments, so that it runs another program, whose standard input is empty and whose exit code it has.</summary>
    public static IReadOnlyList<string> Arguments(string program, IReadOnlyList<string> arguments) =>
        [Shell.Value!, "-c", Script, program, .. arguments];
}
