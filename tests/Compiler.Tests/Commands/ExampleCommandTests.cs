using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>qmac example, as a user calls it.</summary>
public sealed class ExampleCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Example_EmptyFolder_HasTheSameFilesEachTime()
    {
        string output = QMac.Success("example", "--out", _folder.PathOf("a"));

        Assert.Equal(["circuits.txt", "cnn_small.tflite", "costs.csv", "data.json", "mul.v", "x.npy", "y.npy"], FolderContents.Files(_folder.PathOf("a")));
        Snapshot.Verify(output.Replace(_folder.PathOf("a"), "example", StringComparison.Ordinal), "console");
        QMac.Success("example", "--out", _folder.PathOf("b"));
        Assert.Equal(output, QMac.Success("example", "--out", _folder.PathOf("a")));
        Assert.Equal(FolderContents.Of(_folder.PathOf("a")), FolderContents.Of(_folder.PathOf("b")));
    }

    [Fact]
    public void Example_EditedFile_IsKept()
    {
        QMac.Success("example", "--out", _folder.Path);
        File.AppendAllText(_folder.PathOf("mul.v"), "// mine\n");
        File.Delete(_folder.PathOf("x.npy"));

        string refusal = QMac.RefusalLeaving(_folder.Path, "example", "--out", _folder.Path);

        Assert.Equal($"{_folder.PathOf("mul.v")} is there already, with another content: remove it, or give another folder with --out", refusal);
    }

    [Fact]
    public void Example_FolderWithBlanks_IsShownAsAShellTakesIt()
    {
        string output = QMac.Success("example", "--out", _folder.PathOf("my files"));

        Assert.Contains($"--tflite '{_folder.PathOf("my files", "cnn_small.tflite")}'", output, StringComparison.Ordinal);
        Assert.Contains($"--op 'verilog:{_folder.PathOf("my files", "mul.v")}'", output, StringComparison.Ordinal);
    }
}
