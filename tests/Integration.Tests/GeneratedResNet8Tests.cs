using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>ResNet8 from its model file to a program of its own, and one of its layers to a simulator.</summary>
public sealed class GeneratedResNet8Tests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Package => _folder.PathOf("package");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void GeneratedProject_OfResNet8_GivesTheGoldenBytes()
    {
        Export();
        string input = SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy");

        // Inside the repository, where a project that leant on its surroundings would show it.
        string project = RepositoryFiles.PathOf("artifacts", $"test-{Guid.NewGuid():n}");
        try
        {
            ChildResult result = GeneratedProject.Compile(Package, project).DotNetRun(input, "--out", _folder.PathOf("out"));
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
        finally
        {
            Directory.Delete(project, recursive: true);
        }

        NpyArray expected = NpyFormat.ReadFile(SharedMaterial.PathOf("models", "resnet8_cifar10", "output_0.npy"));
        Assert.Equal(expected.Data.ToArray(), NpzArchive.ReadFile(_folder.PathOf("out", "outputs.npz"))["output_0"].Data.ToArray());
        ChildProcess.RunQMac(_folder.Path, "constraints", "--pkg", Package, "--out", _folder.PathOf("D_sound.json"));
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("D_sound.json")), File.ReadAllBytes(_folder.PathOf("out", "D_sound.json")));
    }

    [SkippableFact]
    public void VerilogFolder_OfAResNet8Layer_Passes()
    {
        Tools.Require("iverilog", "vvp");
        Export();
        GeneratedProject.Compile(Package, _folder.PathOf("project"), "--amul", "trunc:3", "--bench-layer", "conv2d_4");

        GeneratedVerilog.AssertPasses(GeneratedVerilog.RunIcarus(_folder.PathOf("project", "verilog")));
    }

    private void Export()
    {
        string model = SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite");
        Assert.Equal(0, ChildProcess.RunQMac(_folder.Path, "export", "--tflite", model, "--out", Package).ExitCode);
    }
}
