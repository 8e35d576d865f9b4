using System.Globalization;
using System.Text.Json;
using QMacVerify.Compiler.Packages;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac finetune</c> on the built-in network.</summary>
[Trait("Category", "Slow")]
public sealed class FineTuneCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The signal comes after the first epoch, with many to come; a later start ends in the same bytes.</summary>
    [Fact]
    public void FineTune_Interrupted_GoesOnToTheSamePackage()
    {
        const int epochs = 20;
        string whole = QMac.Success([.. Line("whole", epochs), "--json"]);
        Assert.False(File.Exists(_folder.PathOf("whole.checkpoint.npz")));
        Assert.Equal(epochs, JsonDocument.Parse(whole).RootElement.GetProperty("epochs").GetArrayLength());

        // A thread of its own: those of the pool may all be busy until training is over.
        using CancellationTokenSource signal = new();
        Thread watch = new(() =>
        {
            SpinWait.SpinUntil(() => File.Exists(_folder.PathOf("part.checkpoint.npz")), TimeSpan.FromMinutes(2));
            signal.Cancel();
        });
        watch.Start();
        Assert.Equal(130, QMac.Run(signal.Token, [.. Line("part", epochs), "--json", "--threads", "1"]).ExitCode);
        watch.Join();
        Assert.False(Directory.Exists(_folder.PathOf("part")));
        string resumed = QMac.Success([.. Line("part", epochs), "--json"]);

        Assert.Equal(whole, resumed);
        foreach (string file in (string[])["graph.json", "quant_spec.json", "params.npz", "params.b64.txt"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.PathOf("whole"), file)), File.ReadAllBytes(Path.Combine(_folder.PathOf("part"), file)));
        }
    }

    [Fact]
    public void FineTune_Text_SaysWhatBecameOfEpochsAndLayers()
    {
        string text = QMac.Success([.. Line("text"), "--validate-input", package.Images, "--validate-labels", package.Labels]);
        Assert.StartsWith("epoch ", text, StringComparison.Ordinal);
        Assert.Matches(@"\nconv1 +144 ", text);
        Assert.Matches(@"\nnot seen +12 +12 = 100\.00 % ", text);
        Assert.EndsWith("text: 6 epochs\n", text, StringComparison.Ordinal);
    }

    /// <summary>Before the training, whose checkpoint would stay.</summary>
    [Fact]
    public void FineTune_AgainstWhatCannotBeTheMeasure_IsRefused()
    {
        Assert.Contains("none", QMac.RefusalLeaving(_folder.Path, [.. Line("missing"), "--baseline", _folder.PathOf("none")]), StringComparison.Ordinal);
        ModelPackage.Write(_folder.PathOf("other"), TinyGraphs.Network(1));
        Assert.EndsWith(" has other inputs or classes than the package; give the one that the package was made from", QMac.RefusalLeaving(_folder.Path, [.. Line("other inputs"), "--baseline", _folder.PathOf("other")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rate takes a number above 0 and at most 128, found \"0\"; see qmac finetune --help", "--rate", "0")]
    [InlineData("--epochs takes an integer from 1 to 100000, found \"0\"; see qmac finetune --help", "--epochs", "0")]
    public void FineTune_BadUsage_SaysWhatToGive(string expected, params string[] options) => Assert.Equal(
        expected, QMac.Refusal(["finetune", "--pkg", package.Folder, "--amul", "drum:5", "--input", package.Images, "--labels", package.Labels, "--out", _folder.PathOf("bad"), .. options]));

    private string[] Line(string output, int epochs = 6) =>
    [
        "finetune", "--pkg", package.Folder, "--amul", "drum:5", "--input", package.Images, "--labels", package.Labels,
        "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--batch", "6", "--rate", "0.3", "--out", _folder.PathOf(output),
    ];
}
