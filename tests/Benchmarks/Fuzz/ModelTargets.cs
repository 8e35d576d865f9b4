using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;
using QMacVerify.Tests.Shared.Onnx;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Model files as <c>qmac export</c> reads them: small ones, since a case takes as long as its file is big.</summary>
internal static class ModelTargets
{
    private const int Share = 4;
    private const int MaxFileBytes = 16_000;
    private const int RandomModels = 60;
    private const int MostModels = 1_000_000;

    public static FuzzTarget Tflite()
    {
        byte[][] corpus = Corpus("tflite", seed => new RandomTfliteGraph(seed).File);
        FileMutator mutator = new(corpus);
        return new FuzzTarget("tflite", Share, random =>
        {
            // A model of its own, or one of those that others made; one damage leaves more that can be read than three.
            byte[] file = random.NextBelow(2) == 0 ? mutator.Mutate(random).File
                : new FileMutator([new RandomTfliteGraph(random.NextBelow(MostModels)).File]).Mutate(random, damages: 1).File;
            TfliteRuntime runtime = (TfliteRuntime)random.NextBelow(3);
            return new FuzzCase("m.tflite", file, () => Use(TfliteImporter.Import(file, "m.tflite", "m", runtime, ModelCut.None), random));
        });
    }

    public static FuzzTarget Onnx(TemporaryFolder scratch)
    {
        byte[][] corpus = Corpus("onnx", seed => new RandomOnnxPattern(seed).File);
        FileMutator mutator = new(corpus);
        return new FuzzTarget("onnx", Share, random =>
        {
            byte[] file = random.NextBelow(4) switch
            {
                0 => mutator.Mutate(random).File,
                1 => new RandomOnnxPattern(random.NextBelow(MostModels)).File,
                _ => corpus[random.NextBelow(corpus.Length)],
            };
            for (int changes = 1 + random.NextBelow(3); changes > 0; changes--)
            {
                file = ProtobufMutator.Mutate(file, corpus[random.NextBelow(corpus.Length)], random);
            }

            string path = scratch.PathOf("m.onnx");
            return new FuzzCase("m.onnx", file, () =>
            {
                File.WriteAllBytes(path, file);
                Use(OnnxImporter.ImportFile(path, "m", new Dictionary<string, int[]>(), ModelCut.None), random);
            });
        });
    }

    /// <summary>A refusal is reported whole, with the part that could be imported; a network goes on.</summary>
    private static void Use(ImportResult result, SplitMix64 random)
    {
        if (result.Network is Network network)
        {
            NetworkUse.Export(network, random);
            return;
        }

        RefusalReport report = new(result.Refusals, result.Part, "qmac export");
        _ = report.ToText();
        _ = report.ToJson();
        throw new InputException(report.Summary);
    }

    /// <summary>Random models, the committed cases, and others where they are.</summary>
    private static byte[][] Corpus(string format, Func<int, byte[]> make)
    {
        string[] folders =
        [
            RepositoryFiles.PathOf("tests", "fixtures"),
            .. new[] { "models", "cases" }.Select(folder => Path.Combine(SharedMaterial.Folder ?? "", folder)),
        ];
        return
        [
            .. Enumerable.Range(0, RandomModels).Select(make),
            .. folders.Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, $"*.{format}", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                .Where(file => new FileInfo(file).Length < MaxFileBytes).Select(File.ReadAllBytes),
        ];
    }
}
