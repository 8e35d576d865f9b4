using System.Globalization;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Values that stand in files beside the model: plain files in its folder or below, and nowhere else.</summary>
/// <param name="folder">The model's folder; null where the model is no file.</param>
internal sealed class OnnxExternalData(string? folder)
{
    private const long MaxBytes = OnnxFileLimits.MaxFileBytes;

    /// <summary>When each file was written, as its first tensor found it.</summary>
    private readonly Dictionary<string, DateTime> _written = [];

    private long _bytes;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead => _bytes;

    /// <summary>The bytes that a tensor's entries name.</summary>
    /// <param name="entries">location, offset (default 0), length (default: as many as the tensor needs); others are ignored.</param>
    /// <param name="expected">Bytes of the tensor.</param>
    /// <param name="label">For messages.</param>
    /// <exception cref="DiagnosticException">They point elsewhere, or beyond the end of the file.</exception>
    public byte[] Read(IEnumerable<StringStringEntryProto> entries, long expected, string label)
    {
        string location = "";
        long offset = 0;
        long length = expected;
        foreach (StringStringEntryProto entry in entries)
        {
            switch (entry.Key)
            {
                case "location":
                    location = entry.Value;
                    break;
                case "offset":
                    offset = Number(entry, label);
                    break;
                case "length":
                    length = Number(entry, label);
                    break;
                default:
                    break;
            }
        }

        string path = Resolve(location, label);
        _bytes += expected;
        if (length != expected || _bytes > MaxBytes)
        {
            throw Error(label, length != expected
                ? Invariant($"has {length} bytes of external values, expected {expected}")
                : Invariant($"brings the external values to more than {MaxBytes} bytes"));
        }

        // Pipes and devices have no length, so they are never opened.
        long available = new FileInfo(path).Length;
        if (offset > available - length)
        {
            throw Error(label, Invariant($"has its values at {offset} to {offset + length} of {Quote(location)}, which has {available} bytes"));
        }

        byte[] data = new byte[length];
        if (length == 0)
        {
            return data;
        }

        using FileStream stream = File.OpenRead(path);
        _written.TryAdd(path, File.GetLastWriteTimeUtc(stream.SafeFileHandle));
        stream.Position = offset;
        bool isWhole = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) == data.Length;
        return isWhole && File.GetLastWriteTimeUtc(stream.SafeFileHandle) == _written[path] ? data
            : throw Error(label, $"has its values in {Quote(location)}, which changed while it was read; export again when it is whole");
    }

    private string Resolve(string location, string label)
    {
        string[] parts = location.Split('/', '\\');
        if (folder is null || location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || location.Contains(':', StringComparison.Ordinal)
            || parts.Any(part => part is "" or "." or ".."))
        {
            throw Error(label, $"has its values in {Quote(location)}; external values must lie in the folder of the model");
        }

        // Every step, so that no link on the way leads out of the folder.
        string path = folder;
        foreach ((int position, string part) in parts.Index())
        {
            path = Path.Combine(path, part);
            FileSystemInfo entry = position == parts.Length - 1 ? new FileInfo(path) : new DirectoryInfo(path);
            if (!entry.Exists || entry.LinkTarget is not null)
            {
                throw Error(label, entry.LinkTarget is null
                    ? $"has its values in {Quote(location)}, which is not a file in the folder of the model"
                    : $"has its values in {Quote(location)}, which leads through a link; external values must lie in the folder of the model");
            }
        }

        return path;
    }

    private static long Number(StringStringEntryProto entry, string label) =>
        long.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= int.MaxValue
            ? number
            : throw Error(label, $"has external values with {entry.Key} {Quote(entry.Value)}, expected a number of bytes");

    private static DiagnosticException Error(string label, string problem) =>
        new(new DiagnosticInfo(Descriptors.GraphInvalid, null, $"{label} {problem}"));
}
