using System.Diagnostics;
using System.Globalization;

namespace QMacVerify.Runtime;

/// <summary>Files and folders that a killed process of ours left behind.</summary>
/// <remarks>
/// Their names hold the number of the process. Numbers are used again, and mean nothing in another container that shares the
/// folder; so a file is held open, hence locked, for as long as it is needed. Both must say that nobody needs it any more.
/// </remarks>
internal static class Leftover
{
    /// <summary>What stands for the process that calls.</summary>
    public static string Owner => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the process is gone, and nobody holds the file open.</summary>
    /// <param name="owner">The part of the name that was an <see cref="Owner"/>.</param>
    /// <param name="lockedFile">The file that the process held open.</param>
    public static bool IsAbandoned(string owner, string lockedFile)
    {
        if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out int process) || Exists(process) || FileStatus.IsSpecial(lockedFile))
        {
            return false;
        }

        try
        {
            using FileStream locked = new(lockedFile, FileMode.Open, FileAccess.Read, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool Exists(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
