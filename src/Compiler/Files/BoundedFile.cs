using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Files;

/// <summary>Reads files of the user that are small when they are what they should be.</summary>
internal static class BoundedFile
{
    /// <summary>The whole content.</summary>
    /// <exception cref="InputException">The file does not exist, is no plain file, or is longer than the limit.</exception>
    public static byte[] ReadAllBytes(string path, int limit)
    {
        string name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {Quote(path)}");
        }

        if (FileStatus.IsSpecial(path))
        {
            throw new InputException($"{Quote(name)} is a device, a pipe or a socket, expected a file");
        }

        // Some files have no length: read up to the limit, whatever the system says.
        using FileStream stream = File.OpenRead(path);
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        while (stream.Read(buffer) is int count and > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > limit)
            {
                throw new InputException(Invariant($"{Quote(name)} is longer than {limit} bytes"));
            }
        }

        return content.ToArray();
    }
}
