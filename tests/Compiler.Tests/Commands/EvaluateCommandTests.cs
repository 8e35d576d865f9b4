using System.Text.Json;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac evaluate</c> on the built-in network, and on real ones.</summary>
public sealed class EvaluateCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>
{
    [Fact]
    public void Evaluate_Labels_WritesTheRecordAndTheText()
    {
        using TemporaryFolder folder = new();
        string[] arguments = ["evaluate", "--pkg", package.Folder, "--data", package.Images, "--labels", package.Labels, "--amul", "trunc:6", "--out", folder.PathOf("e")];

        string text = QMac.Success(arguments);

        Snapshot.Verify(text, "Report");
        Assert.Equal(text, File.ReadAllText(folder.PathOf("e", "evaluation.txt")));
        string json = File.ReadAllText(folder.PathOf("e", "evaluation.json"));
        Snapshot.Verify(json, "Record", "json");
        Assert.Equal(json, QMac.Success([.. arguments, "--json", "--threads", "1"]));
    }

    [Fact]
    public void Evaluate_ExactOperators_ComparesNothing()
    {
        using TemporaryFolder folder = new();

        string text = QMac.Success("evaluate", "--pkg", package.Folder, "--data", package.Images, "--out", folder.Path);

        Assert.EndsWith("\n\nall operators are exact: there is nothing to compare\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"comparison\"", File.ReadAllText(folder.PathOf("evaluation.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Give the data set: --data SPEC; see qmac evaluate --help")]
    [InlineData("--split goes with --data; see qmac evaluate --help", "--split", "a")]
    [InlineData("There is no data set \"nowhere\"", "--data", "nowhere")]
    [InlineData("--limit takes an integer from 1 to 2147483647, found \"0\"; see qmac evaluate --help", "--data", "x.npy", "--limit", "0")]
    public void Evaluate_BadUsage_SaysWhatToGive(string expected, params string[] options)
    {
        using TemporaryFolder folder = new();

        string message = QMac.RefusalLeaving(folder.Path, ["evaluate", "--pkg", package.Folder, "--out", folder.PathOf("e"), .. options]);

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_InRunAndConstraints_IsRecorded()
    {
        using TemporaryFolder folder = new();
        NpyFormat.WriteFile(folder.PathOf("images.npy"), NpyArray.Create<byte>(CnnSmallPackage.Shape, package.Pixels));
        File.Copy(package.Labels, folder.PathOf("labels.npy"));

        string output = QMac.Success("run", "--pkg", package.Folder, "--data", folder.Path, "--limit", "6", "--out", folder.PathOf("r"));
        Assert.EndsWith("\ntop-1: 6 of 6, 100.00 %\n", output, StringComparison.Ordinal);
        QMac.Success("constraints", "--pkg", package.Folder, "--tight", "--data", folder.Path, "--limit", "6", "--out", folder.PathOf("c", "D_sound.json"));
        QMac.Success("constraints", "--pkg", package.Folder, "--region", "data", "--tight", "--data", folder.Path, "--out", folder.PathOf("d", "D_sound.json"));

        JsonElement run = Data("r", "run.json");
        Assert.Equal((6, 64), (run.GetProperty("samples").GetInt32(), run.GetProperty("sha256").GetString()!.Length));
        Assert.Equal(run.GetRawText(), Data("c", "D_tight.json").GetRawText());
        Assert.NotEqual(run.GetRawText(), Data("d", "D_tight.json").GetRawText());

        // The bounds of a data set's region say which one.
        JsonElement region = JsonDocument.Parse(File.ReadAllText(folder.PathOf("d", "D_sound.json"))).RootElement.GetProperty("region");
        Assert.Equal(Data("d", "D_tight.json").GetProperty("sha256").GetString(), region.GetProperty("data_sha256").GetString());

        JsonElement Data(string where, string file) => JsonDocument.Parse(File.ReadAllText(folder.PathOf(where, file))).RootElement.GetProperty("data");
    }

    /// <summary>ResNet8 on 600 images as CIFAR-10 has them: the same top-1 as a run with labels.</summary>
    [SkippableFact]
    public void Evaluate_ResNet8OnCifarFile_CountsAsRunDoes()
    {
        using TemporaryFolder folder = new();
        string images = SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy");
        string labels = SharedMaterial.PathOf("models", "resnet8_cifar10", "labels.npy");
        WriteCifar(folder.PathOf("test_batch.bin"), NpyFormat.ReadFile(images), NpyFormat.ReadFile(labels));
        QMac.Success("export", "--tflite", SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"), "--out", folder.PathOf("p"));

        string text = QMac.Success("evaluate", "--pkg", folder.PathOf("p"), "--data", folder.PathOf("test_batch.bin"), "--amul", "trunc:4", "--out", folder.PathOf("e"));

        string run = QMac.Success("run", "--pkg", folder.PathOf("p"), "--input", images, "--labels", labels, "--amul", "trunc:4", "--out", folder.PathOf("r"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.PathOf("e", "evaluation.json")));
        int approximate = json.RootElement.GetProperty("approximate").GetProperty("top1").GetProperty("count").GetInt32();
        Assert.Equal(538, json.RootElement.GetProperty("exact").GetProperty("top1").GetProperty("count").GetInt32());
        Assert.Contains($"top-1: {approximate} of 600,", run, StringComparison.Ordinal);
        Assert.Contains($"top-1: {approximate} against 538 of 600 (", text, StringComparison.Ordinal);
        Assert.Contains("\nairplane  ", text, StringComparison.Ordinal);
    }

    /// <summary>An autoencoder has no classes: its outputs are compared as numbers.</summary>
    [SkippableFact]
    public void Evaluate_Autoencoder_HasDeviationAndCorrelation()
    {
        using TemporaryFolder folder = new();
        string model = SharedMaterial.PathOf("models", "ad01_autoencoder", "model.tflite");
        QMac.Success("export", "--tflite", model, "--out", folder.PathOf("p"));

        string text = QMac.Success("evaluate", "--pkg", folder.PathOf("p"), "--data", Path.GetDirectoryName(model)!, "--limit", "10", "--amul", "trunc:5", "--out", folder.PathOf("e"));

        Assert.DoesNotContain("top-1", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.PathOf("e", "evaluation.json")));
        JsonElement output = json.RootElement.GetProperty("comparison").GetProperty("outputs")[0];
        Assert.InRange(output.GetProperty("pearson").GetDouble(), 0.9, 1);
        Assert.Equal(output.GetProperty("max_abs_lsb").GetDouble() * 0.364498466f, output.GetProperty("max_abs_real").GetDouble(), 5);
    }

    private static void WriteCifar(string path, NpyArray images, NpyArray labels)
    {
        using FileStream stream = File.Create(path);
        double[] classes = labels.Type == Runtime.ElementType.Int64 ? Array.ConvertAll(labels.Values<long>().ToArray(), label => (double)label) : labels.ToDoubles();
        for (int sample = 0; sample < images.Shape[0]; sample++)
        {
            stream.WriteByte((byte)classes[sample]);
            for (int channel = 0; channel < 3; channel++)
            {
                for (int pixel = 0; pixel < 1024; pixel++)
                {
                    stream.WriteByte((byte)(images.Data[(((sample * 1024) + pixel) * 3) + channel] ^ 0x80));
                }
            }
        }
    }
}
