namespace QMacVerify.Compiler.Commands;

/// <summary>What <c>qmac</c> exits with.</summary>
internal static class ExitCodes
{
    /// <summary>Done; a skipped check is done, and says so.</summary>
    public const int Done = 0;

    /// <summary>A check failed, and a report says where.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad input or usage.</summary>
    public const int BadInput = 2;

    /// <summary>The work needs a program that is not installed.</summary>
    public const int MissingTool = 3;

    /// <summary>A bug of ours.</summary>
    public const int Bug = 70;

    /// <summary>Ctrl-C, SIGTERM or SIGHUP.</summary>
    public const int Interrupted = 130;
}
