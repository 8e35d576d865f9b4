using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Model files that <c>qmac export</c> refuses; DamagedFileTests has many more, below the command line.</summary>
public sealed class BadModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(500)]
    [InlineData(1500)]
    public void Export_TruncatedFile_IsRefused(int length) => Refusal(TestModels.Network()[..length]);

    [Fact]
    public void Export_BitFlips_AreRefusedOrHarmless()
    {
        SplitMix64 random = new(1);
        int refused = 0;
        for (int i = 0; i < 60; i++)
        {
            byte[] file = TestModels.Network();
            file[random.NextBelow(file.Length)] ^= (byte)(1 << random.NextBelow(8));
            File.WriteAllBytes(_folder.PathOf("m.tflite"), file);
            (int exitCode, _, string error) = QMac.Run("export", "--tflite", _folder.PathOf("m.tflite"), "--out", _folder.PathOf("p"));
            if (exitCode == 0)
            {
                QMac.Success("inspect", "--pkg", _folder.PathOf("p"));
                Directory.Delete(_folder.PathOf("p"), recursive: true);
                continue;
            }

            refused++;
            Assert.Equal(2, exitCode);
            Assert.Matches(@"\Aqmac: [^\n]+\n\z", error);
            Assert.False(Directory.Exists(_folder.PathOf("p")));
        }

        Assert.InRange(refused, 1, 59);
    }

    [Fact]
    public void Export_FloatModel_SaysToQuantize()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Float32, [1, 4]);
        int y = writer.AddTensor("y", TfliteType.Float32, [1, 4]);
        writer.Softmax(x, y);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        string message = Refusal(writer.ToArray());
        Assert.Contains("computes in floating point; quantize it to int8 first", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_RefusedModel_LeavesTheOldPackage()
    {
        QMac.Success("export", "--model", "cnn_small", "--out", _folder.PathOf("p"));

        Refusal(TestModels.Network()[..700]);

        QMac.Success("inspect", "--pkg", _folder.PathOf("p"));
    }

    /// <summary>A file is read once, and everything is of what was read: a package is of one content or of the other, never of both.</summary>
    [Fact]
    public async Task Export_FileThatChangesMeanwhile_IsReadOnce()
    {
        byte[][] contents = [TestModels.Network(), [.. TestModels.Network(), .. new byte[100_000]]];
        string[][] expected = [.. contents.Select((content, i) =>
        {
            string folder = _folder.PathOf($"expected{i}");
            File.WriteAllBytes(_folder.PathOf("m.tflite"), content);
            QMac.Success("export", "--tflite", _folder.PathOf("m.tflite"), "--out", folder);
            return (string[])[.. FolderContents.Of(folder)];
        })];
        Assert.DoesNotContain(expected[0].Intersect(expected[1]), file => file.StartsWith("graph.json", StringComparison.Ordinal));
        using CancellationTokenSource end = new();
        Task writer = Task.Run(() =>
        {
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                File.WriteAllBytes(_folder.PathOf("next"), contents[i % 2]);
                File.Move(_folder.PathOf("next"), _folder.PathOf("m.tflite"), overwrite: true);
            }
        });

        for (int i = 0; i < 30; i++)
        {
            QMac.Success("export", "--tflite", _folder.PathOf("m.tflite"), "--out", _folder.PathOf("p"));
            Assert.Contains(FolderContents.Of(_folder.PathOf("p")), expected);
        }

        await end.CancelAsync();
        await writer;
    }

    [Fact]
    public void Export_FolderAsModel_IsRefused() =>
        QMac.RefusalLeaving(_folder.Path, "export", "--tflite", _folder.Path, "--out", _folder.PathOf("p"));

    private string Refusal(byte[] file)
    {
        File.WriteAllBytes(_folder.PathOf("m.tflite"), file);
        return QMac.RefusalLeaving(_folder.Path, "export", "--tflite", _folder.PathOf("m.tflite"), "--out", _folder.PathOf("p"));
    }
}
