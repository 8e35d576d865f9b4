using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Tests.Import.Onnx;
using QMacVerify.Compiler.Tests.Import.Tflite;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Import.Fuzz;

/// <summary>Model files to damage: the tests' own, the committed cases, and real ones where they are.</summary>
/// <param name="Format"><c>tflite</c> or <c>onnx</c>: the option of the command, and the end of the file's name.</param>
/// <param name="Files">Small ones, since a case takes as long as its file is big.</param>
/// <param name="Names">Of the values of each file, where it could be cut; none of a file that cannot be read.</param>
internal sealed record FuzzCorpus(string Format, IReadOnlyList<byte[]> Files, IReadOnlyList<string[]> Names)
{
    private const int MaxFileBytes = 16_000;
    private const int RandomModels = 40;

    public static FuzzCorpus Tflite() => Of(
        "tflite",
        [
            TestModels.Network(), TestModels.Operations(), TestModels.Simplified(), StateImportTests.Delay([1, 2, 3]),
            .. Enumerable.Range(0, RandomModels).Select(seed => new RandomTfliteGraph(seed).File),
        ],
        file => TfliteModelReader.Read(file, "").Tensors.Select(tensor => tensor.Name));

    public static FuzzCorpus Onnx() => Of(
        "onnx",
        [
            OnnxTestModels.Network(isReal: false), OnnxTestModels.Network(isReal: true), QonnxTests.Network(), .. OnnxStylesTests.Files(),
            .. Enumerable.Range(0, RandomModels).Select(seed => new RandomOnnxPattern(seed).File),
        ],
        file => OnnxModelReader.Read(file, "", null).Nodes.SelectMany(node => node.Outputs));

    /// <summary>More of the command line, for one case of four a part of the model, and for one of four the other choice of the format.</summary>
    /// <param name="source">The file that was damaged.</param>
    /// <param name="random">The source of choices.</param>
    public IEnumerable<string> Options(int source, SplitMix64 random)
    {
        string[] names = Names[source];
        if (names.Length > 0 && random.NextBelow(4) == 0)
        {
            int cut = random.NextBelow(3);
            if (cut != 0)
            {
                yield return "--input";
                yield return names[random.NextBelow(names.Length)];
            }

            if (cut != 1)
            {
                yield return "--output";
                yield return names[random.NextBelow(names.Length)];
            }
        }

        if (random.NextBelow(4) == 0)
        {
            yield return Format == "onnx" ? "--shape" : "--requantization";
            yield return Format == "onnx" ? $"x=1x{1 + random.NextBelow(4)}x8x8" : "tflite_xnnpack";
        }
    }

    private static FuzzCorpus Of(string format, IEnumerable<byte[]> own, Func<byte[], IEnumerable<string>> names)
    {
        string[] folders =
        [
            RepositoryFiles.PathOf("tests", "fixtures"),
            .. new[] { "models", "cases" }.Select(folder => Path.Combine(SharedMaterial.Folder ?? "", folder)),
        ];
        byte[][] files =
        [
            .. own,
            .. folders.Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, $"*.{format}", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                .Where(file => new FileInfo(file).Length < MaxFileBytes).Select(File.ReadAllBytes),
        ];
        return new FuzzCorpus(format, files, [.. files.Select(file => NamesOf(file, names))]);
    }

    private static string[] NamesOf(byte[] file, Func<byte[], IEnumerable<string>> names)
    {
        try
        {
            return [.. names(file).Where(name => name.Length > 0 && !name.StartsWith('-'))];
        }
        catch (InvalidModelException)
        {
            return [];
        }
    }
}
