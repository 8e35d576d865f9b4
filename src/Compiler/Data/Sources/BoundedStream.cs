using System.IO.Compression;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>Reads whole files of the user, plain or gzip, that may be large and may lie.</summary>
internal static class BoundedStream
{
    /// <summary>The most bytes of a file of samples, once it is unpacked: 1 GiB.</summary>
    public const int MaxBytes = 1 << 30;

    private const int ChunkBytes = 1 << 20;

    /// <summary>The content of a file; one that begins as gzip does is unpacked.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It does not exist, is no plain file, is damaged or too long.</exception>
    public static byte[] ReadAll(string path)
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

        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        bool isGzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        file.Position = 0;
        if (!isGzip)
        {
            return ReadToEnd(file, name);
        }

        try
        {
            using GZipStream unpacked = new(file, CompressionMode.Decompress);
            return ReadToEnd(unpacked, name);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{Quote(name)} is damaged: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Grows with what arrives.</summary>
    private static byte[] ReadToEnd(Stream stream, string name)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[ChunkBytes];
        while (stream.Read(buffer) is int count and > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaxBytes)
            {
                throw new InputException(Invariant($"{Quote(name)} holds more than {MaxBytes} bytes; give it in parts"));
            }
        }

        return content.ToArray();
    }
}
