using System.Globalization;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Sweep;

/// <summary>The right to write a file, which one process has at a time: a locked file beside it, and another that says who holds it.</summary>
/// <remarks>The system gives the lock back however a process ends; files that are left then hinder nobody.</remarks>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _holder;

    private WriterLock(FileStream held, string holder)
    {
        _held = held;
        _holder = holder;
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file that is to be written.</param>
    /// <exception cref="InputException">Another process has it.</exception>
    public static WriterLock Take(string path)
    {
        string locked = path + ".lock";
        string holder = path + ".pid";
        FileStream held;
        try
        {
            // Closing deletes it before it is unlocked; an open that met the deleted file opens anew.
            held = new FileStream(locked, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(locked))
        {
            throw new InputException($"{path} is being written by {HolderOf(holder)}: wait for it, or write into another file and join them with qmac sweep merge");
        }

        WriterLock taken = new(held, holder);
        try
        {
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        File.Delete(_holder);
        _held.Dispose();
    }

    /// <summary>Its number is there a moment after the lock.</summary>
    private static string HolderOf(string holder)
    {
        try
        {
            return $"process {File.ReadAllText(holder)}";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
