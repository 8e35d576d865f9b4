using QMacVerify.Compiler.Files;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Files;

public sealed class BoundedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i % 251))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadAllBytes_OfAFileThatRests_AreItsContent() => Assert.Equal(_content, BoundedFile.ReadAllBytes(Written(), _content.Length));

    [Fact]
    public void ReadAllBytes_OfMoreThanTheLimit_AreRefused() => Assert.Equal(
        "\"model.tflite\" is longer than 199999 bytes",
        Assert.Throws<InputException>(() => BoundedFile.ReadAllBytes(Written(), _content.Length - 1)).Message);

    [Fact]
    public void ReadAllBytes_OfAFolder_AreRefused() => Assert.Equal(
        $"\"{_folder.Path}\" is a folder, expected a file",
        Assert.Throws<InputException>(() => BoundedFile.ReadAllBytes(_folder.Path, int.MaxValue)).Message);

    [Theory]
    [InlineData("overwritten")]
    [InlineData("longer")]
    [InlineData("shorter")]
    public void ReadAllBytes_OfAFileThatIsWrittenMeanwhile_AreRefused(string change)
    {
        using FileBeingRead file = new(Written(), stream => Change(stream, change));

        Assert.Equal(
            "\"model.tflite\" changed while it was read; give it again when it is whole",
            Assert.Throws<InputException>(() => BoundedFile.ReadAllBytes(file, int.MaxValue)).Message);
    }

    /// <summary>As programs do that never leave half a file.</summary>
    [SkippableFact]
    public void ReadAllBytes_OfAFileThatIsReplacedMeanwhile_AreThoseBefore()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows replaces no open file.");
        string other = _folder.PathOf("other");
        File.WriteAllBytes(other, new byte[5]);
        string path = Written();
        using FileBeingRead file = new(path, _ => File.Move(other, path, overwrite: true));

        Assert.Equal(_content, BoundedFile.ReadAllBytes(file, int.MaxValue));
        Assert.Equal(new byte[5], BoundedFile.ReadAllBytes(path, int.MaxValue));
    }

    private static void Change(FileStream writer, string change)
    {
        switch (change)
        {
            case "longer":
                writer.Seek(0, SeekOrigin.End);
                writer.WriteByte(1);
                break;
            case "shorter":
                writer.SetLength(100_000);
                break;
            default:
                writer.WriteByte(1);
                break;
        }
    }

    /// <summary>The file, written long ago.</summary>
    private string Written()
    {
        string path = _folder.PathOf("model.tflite");
        File.WriteAllBytes(path, _content);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        return path;
    }

    /// <summary>Something happens to the file behind its first bytes.</summary>
    private sealed class FileBeingRead(string path, Action<FileStream> happens) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
    {
        private bool _happened;

        public override int Read(Span<byte> buffer)
        {
            int count = base.Read(buffer);
            if (!_happened)
            {
                _happened = true;
                using FileStream writer = new(Name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                happens(writer);
            }

            return count;
        }
    }
}
