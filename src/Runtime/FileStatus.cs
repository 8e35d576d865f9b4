using System.Runtime.InteropServices;
using System.Text;

namespace QMacVerify.Runtime;

/// <summary>What Linux knows about a path and .NET does not tell: whether it is a plain file, and whose it is.</summary>
internal static class FileStatus
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int FolderType = 0x4000;
    private const int PlainType = 0x8000;

    /// <summary>Whether something is at a path that is neither a file nor a folder: a device, a pipe or a socket. Links are followed.</summary>
    /// <remarks>False where it cannot be known.</remarks>
    public static bool IsSpecial(string path) =>
        Read(path, 0) is byte[] status && (BitConverter.ToUInt16(status, ModeOffset) & TypeMask) is not (FolderType or PlainType);

    /// <summary>Number of the user whose a file or folder is, a link's own; null where it cannot be known.</summary>
    public static uint? OwnerOf(string path) => Read(path, DoNotFollow) is byte[] status ? BitConverter.ToUInt32(status, OwnerOffset) : null;

    /// <summary>Whether a file or folder, a link itself, is that of the user whom this process acts for; true where it cannot be known.</summary>
    public static bool IsOwn(string path) => OwnerOf(path) is not uint owner || owner == geteuid();

    /// <summary>The kernel's <c>struct statx</c>, which is the same on every architecture; null without one.</summary>
    private static byte[]? Read(string path, int flags)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        byte[] status = new byte[256];
        try
        {
            return statx(CurrentFolder, Encoding.UTF8.GetBytes(path + "\0"), flags, TypeModeAndOwner, status) == 0 ? status : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }
    }

#pragma warning disable IDE1006 // The C library's names.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
#pragma warning restore IDE1006
}
