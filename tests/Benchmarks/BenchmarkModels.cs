using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks;

/// <summary>A whole network of the shared folder.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="ModelFile">Full path.</param>
internal sealed record SharedModel(string Name, string ModelFile)
{
    public const string ResNet8 = "resnet8_cifar10";
    public const string ResNet8Onnx = "onnx_resnet8_qdq";
    public const string KeywordsOnnx = "onnx_kws_qdq";
    public const string MobileNetV2 = "mobilenetv2_ptq_224";

    public bool IsOnnx => ModelFile.EndsWith(".onnx", StringComparison.Ordinal);

    public string InputFile => Path.Combine(Path.GetDirectoryName(ModelFile)!, "input_0.npy");

    /// <summary>Finds a model; where it is absent, the run notes it.</summary>
    public static SharedModel? Find(BenchmarkRun run, string name)
    {
        string? folder = SharedMaterial.Folder is string shared ? Path.Combine(shared, "models", name) : null;
        string? file = new[] { "model.tflite", "model.onnx" }.Select(model => Path.Combine(folder ?? "", model)).FirstOrDefault(File.Exists);
        if (folder is null || file is null)
        {
            run.Skip(name, "not in the shared folder");
            return null;
        }

        return new SharedModel(name, file);
    }

    public Network Import() => IsOnnx
        ? OnnxImporter.ImportFile(ModelFile, Name, new Dictionary<string, int[]>(), ModelCut.None).Require()
        : TfliteImporter.Import(File.ReadAllBytes(ModelFile), Path.GetFileName(ModelFile), Name);

    /// <summary>The first inputs that come with the model.</summary>
    public SampleBatch Inputs(Network network, int limit) =>
        InputReader.Read(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [InputFile], quantize: false, limit);
}

/// <summary>Networks whose stages and bounds are measured.</summary>
internal static class BenchmarkModels
{
    /// <summary>The built-in network, and ResNet8 where the shared models are.</summary>
    public static IEnumerable<(string Name, Network Imported)> All(BenchmarkRun run)
    {
        yield return ("cnn_small", TfliteImporter.Import(BuiltInModels.Open("cnn_small"), "cnn_small.tflite", "cnn_small"));
        if (SharedModel.Find(run, SharedModel.ResNet8) is SharedModel model)
        {
            yield return ("resnet8", model.Import());
        }
    }
}
