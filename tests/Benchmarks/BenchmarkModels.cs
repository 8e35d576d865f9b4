using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks;

/// <summary>Whole networks to measure.</summary>
internal static class BenchmarkModels
{
    /// <summary>The built-in network, and ResNet8 where the shared models are.</summary>
    public static IEnumerable<(string Name, Network Imported)> All()
    {
        yield return ("cnn_small", TfliteImporter.Import(BuiltInModels.Open("cnn_small"), "cnn_small.tflite", "cnn_small"));
        string? file = SharedMaterial.Folder is string folder ? Path.Combine(folder, "models", "resnet8_cifar10", "model.tflite") : null;
        if (File.Exists(file))
        {
            yield return ("resnet8", TfliteImporter.Import(File.ReadAllBytes(file), "model.tflite", "resnet8"));
        }
    }
}

/// <summary>Circuits to measure with.</summary>
internal static class BenchmarkOperators
{
    public static OperatorPair TruncatedMultiplier { get; } = new(new TruncatedMultiplier(2), new ExactAdder());

    public static OperatorPair TruncatedAdder { get; } = new(new ExactMultiplier(), new TruncatedAdder(2));

    /// <summary>Exact, truncated products, truncated addends.</summary>
    public static IReadOnlyList<OperatorPair> All { get; } = [OperatorPair.Exact, TruncatedMultiplier, TruncatedAdder];
}
