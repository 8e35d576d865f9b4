using Google.Protobuf.Reflection;
using QMacVerify.Compiler.Import.Onnx.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Counts what a file would become in memory before anything is made of it.</summary>
/// <remarks>
/// An empty message takes two bytes of a file and some three hundred of memory, a number of a list one byte and, while the
/// list grows, twenty-four. So a small file could ask for any amount; one that a network needs is far from these limits.
/// </remarks>
internal sealed class OnnxFileLimits
{
    /// <summary>The longest file that is read.</summary>
    public const int MaxFileBytes = 256 << 20;

    /// <summary>The deepest nesting of messages; a model needs six levels.</summary>
    public const int MaxDepth = 20;

    private const int MaxMessages = 1_000_000;
    private const int MaxListBytes = 16 << 20;

    private readonly string _fileName;
    private int _messages;
    private long _listBytes;

    private OnnxFileLimits(string fileName)
    {
        _fileName = fileName;
    }

    /// <summary>Walks over a file. What is malformed is left to the parser.</summary>
    /// <exception cref="InvalidModelException">The file has more messages or numbers than any network.</exception>
    public static void Check(ReadOnlySpan<byte> file, string fileName) =>
        new OnnxFileLimits(fileName).Walk(file, ModelProto.Descriptor, 0);

    private void Walk(ReadOnlySpan<byte> message, MessageDescriptor descriptor, int depth)
    {
        if (++_messages > MaxMessages || depth > MaxDepth)
        {
            throw new InvalidModelException(Invariant(
                $"{_fileName} has more than {MaxMessages} parts, or parts nested deeper than {MaxDepth}: this is no network"));
        }

        while (TryVarint(ref message, out ulong tag))
        {
            ulong length = 0;
            switch (tag & 7)
            {
                case 0 when TryVarint(ref message, out _):
                    CountList(descriptor, tag, 1);
                    continue;
                case 1:
                    length = sizeof(ulong);
                    break;
                case 2 when TryVarint(ref message, out length):
                    break;
                case 5:
                    length = sizeof(uint);
                    break;
                default:
                    return;
            }

            if (length > (ulong)message.Length)
            {
                return;
            }

            FieldDescriptor? field = descriptor.FindFieldByNumber((int)Math.Min(tag >> 3, int.MaxValue));
            if (field?.FieldType == FieldType.Message && (tag & 7) == 2)
            {
                Walk(message[..(int)length], field.MessageType, depth + 1);
            }
            else
            {
                CountList(descriptor, tag, (long)length);
            }

            message = message[(int)length..];
        }
    }

    /// <summary>Counts the bytes of a list of numbers or strings; lists of messages count as messages.</summary>
    private void CountList(MessageDescriptor descriptor, ulong tag, long bytes)
    {
        FieldDescriptor? field = descriptor.FindFieldByNumber((int)Math.Min(tag >> 3, int.MaxValue));
        if (field is { IsRepeated: true, FieldType: not FieldType.Message })
        {
            // An empty string is an element too.
            _listBytes += Math.Max(bytes, 1);
            if (_listBytes > MaxListBytes)
            {
                throw new InvalidModelException(Invariant(
                    $"{_fileName} has lists of more than {MaxListBytes} bytes; store the values of large tensors as raw data"));
            }
        }
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
