using System.Text;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Files;

/// <summary>Reads files of the user that are small when they are what they should be.</summary>
internal static class BoundedFile
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The whole content.</summary>
    /// <exception cref="InputException">The file does not exist, is no plain file, or is longer than the limit.</exception>
    public static byte[] ReadAllBytes(string path, int limit)
    {
        using FileStream stream = Open(path);
        return ReadToEnd(stream, limit) ?? throw new InputException(Invariant($"{Quote(Path.GetFileName(path))} is longer than {limit} bytes"));
    }

    /// <summary>The JSON in it, which may have real numbers.</summary>
    /// <inheritdoc cref="ReadAllBytes"/>
    /// <exception cref="DiagnosticException">It is no JSON.</exception>
    public static JsonValue ReadJson(string path, int limit) => JsonReader.Read(path, Encoding.UTF8.GetString(ReadAllBytes(path, limit)), takesReals: true);

    /// <summary>Opens a plain file.</summary>
    /// <exception cref="InputException">The file does not exist, or is none.</exception>
    public static FileStream Open(string path) =>
        !File.Exists(path) ? throw new InputException($"There is no file {Quote(path)}")
        : FileStatus.IsSpecial(path) ? throw new InputException($"{Quote(Path.GetFileName(path))} is a device, a pipe or a socket, expected a file")
        : File.OpenRead(path);

    /// <summary>What is left of a stream; null where that is more than the limit.</summary>
    /// <remarks>Some files have no length, and packed ones lie about it: the content grows with what arrives, whatever the system says.</remarks>
    public static byte[]? ReadToEnd(Stream stream, int limit)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[ChunkBytes];
        while (stream.Read(buffer) is int count and > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > limit)
            {
                return null;
            }
        }

        return content.ToArray();
    }
}
