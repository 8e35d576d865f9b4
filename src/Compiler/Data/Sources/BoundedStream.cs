using System.Buffers.Binary;
using System.IO.Compression;
using QMacVerify.Compiler.Files;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>Reads whole files of the user, plain or gzip, that may be large and may lie.</summary>
internal static class BoundedStream
{
    /// <summary>The most bytes of a file of samples, once it is unpacked: 1 GiB.</summary>
    private const int MaxBytes = 1 << 30;

    /// <summary>The content of a file; one that begins as gzip does is unpacked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most bytes that are taken.</param>
    /// <exception cref="InputException">It does not exist, is no plain file, is damaged or too long.</exception>
    public static byte[] ReadAll(string path, int maxBytes = MaxBytes)
    {
        string name = Path.GetFileName(path);
        using FileStream file = BoundedFile.Open(path);
        Span<byte> start = stackalloc byte[2];
        bool isGzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1F && start[1] == 0x8B;
        file.Position = 0;
        if (!isGzip)
        {
            return ReadToEnd(file, name, maxBytes);
        }

        try
        {
            using GZipStream unpacked = new(file, CompressionMode.Decompress, leaveOpen: true);
            byte[] content = ReadToEnd(unpacked, name, maxBytes);

            // .NET takes a file that is cut off for one that ends: compare with the length that gzip puts last.
            Span<byte> last = stackalloc byte[sizeof(int)];
            file.Seek(-last.Length, SeekOrigin.End);
            file.ReadExactly(last);
            return BinaryPrimitives.ReadInt32LittleEndian(last) == content.Length
                ? content
                : throw new InputException($"{Quote(name)} is cut off, or made of several gzip files");
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{Quote(name)} is damaged: {e.Message.TrimEnd('.')}");
        }
    }

    private static byte[] ReadToEnd(Stream stream, string name, int maxBytes) => BoundedFile.ReadToEnd(stream, maxBytes)
        ?? throw new InputException(Invariant($"{Quote(name)} holds more than {maxBytes} bytes; give it in parts"));
}
