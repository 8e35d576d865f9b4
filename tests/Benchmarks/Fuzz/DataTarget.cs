using System.Buffers.Binary;
using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Data sets of every kind, of which the declaration or the file is damaged.</summary>
internal static class DataTarget
{
    private const int Side = 8;

    public static FuzzTarget Create(TemporaryFolder scratch)
    {
        Network network = Model();
        Data[] sets =
        [
            new("""{ "schema": "qmac.data/1", "kind": "arrays", "files": "x.npy", "labels": "y.npy", "values": "real", "scale": 0.5, "mean": [1], "std": [2] }""",
                "x.npy", NpyFormat.ToBytes(NpyArray.Create([2, Side, Side, 1], new float[2 * Side * Side])), ("y.npy", NpyFormat.ToBytes(NpyArray.Create<long>([2], [0, 1])))),
            new("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x-idx3-ubyte", "values": "pixels", "split": { "seed": 1, "parts": { "a": 0.5, "b": 0.5 } } }""",
                "x-idx3-ubyte", Idx()),
            new("""{ "schema": "qmac.data/1", "kind": "csv", "files": ["x.csv"], "labels": "class", "classes": ["one", "two"], "values": "codes" }""",
                "x.csv", FuzzTargets.Bytes($"class,{string.Join(',', Enumerable.Range(0, Side * Side).Select(i => $"p{i}"))}\n{Row(0)}{Row(1)}")),
            new("""{ "schema": "qmac.data/1", "kind": "cifar10", "files": ["x.bin"], "layout": "CHW", "channels": "gray", "resize": [8, 8], "resampling": "bilinear" }""",
                "x.bin", new byte[2 * 3073]),
            .. new (string Name, Action<Image, Stream> Save)[]
            {
                ("x.png", (image, stream) => image.SaveAsPng(stream)), ("x.bmp", (image, stream) => image.SaveAsBmp(stream)), ("x.jpg", (image, stream) => image.SaveAsJpeg(stream)),
            }.Select(format => new Data(
                """{ "schema": "qmac.data/1", "kind": "images", "resize": 8, "crop": [8, 8], "channels": "gray", "resampling": "bicubic" }""",
                Path.Combine("a", format.Name), Picture(format.Save))),
        ];
        TextMutator texts = new([.. sets.Select(set => set.Declaration.Replace(", ", ",\n", StringComparison.Ordinal))]);
        FileMutator files = new([.. sets.Select(set => set.Content)]);
        string folder = scratch.PathOf("data");
        return new FuzzTarget("data", 3, random =>
        {
            Data set = sets[random.NextBelow(sets.Length)];
            bool declares = random.NextBelow(2) == 0;
            byte[] declaration = declares ? FuzzTargets.DamageJson(texts, set.Declaration, random) : FuzzTargets.Bytes(set.Declaration);
            byte[] content = declares ? set.Content : new FileMutator([set.Content]).Mutate(random).File;
            bool isDeclared = declares || random.NextBelow(4) > 0;
            bool skips = random.NextBelow(2) == 0;
            return new FuzzCase(declares ? "data.json" : Path.GetFileName(set.Name), declares ? declaration : content, () =>
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }

                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, set.Name))!);
                File.WriteAllBytes(Path.Combine(folder, set.Name), content);
                if (set.Beside is (string name, byte[] beside))
                {
                    File.WriteAllBytes(Path.Combine(folder, name), beside);
                }

                if (isDeclared)
                {
                    File.WriteAllBytes(Path.Combine(folder, "data.json"), declaration);
                }

                _ = DataSetReader.Read(new DataRequest([folder]) { SkipsBad = skips }, network, CancellationToken.None);
            });
        });
    }

    private static Network Model()
    {
        TinyGraphBuilder builder = new("pictures", new SplitMix64(1));
        int image = builder.Input([1, Side, Side, 1]);
        builder.FullyConnected(builder.Reshape(image, 1, Side * Side), 10);
        return builder.Build();
    }

    private static byte[] Idx()
    {
        byte[] file = new byte[16 + (2 * Side * Side)];
        foreach ((int i, int word) in new[] { 0x803, 2, Side, Side }.Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(sizeof(int) * i), word);
        }

        return file;
    }

    private static string Row(int label) => $"{label},{string.Join(',', Enumerable.Range(0, Side * Side))}\n";

    private static byte[] Picture(Action<Image, Stream> save)
    {
        using Image<Rgb24> image = new(Side + 3, Side + 1, new Rgb24(200, 100, 50));
        using MemoryStream stream = new();
        save(image, stream);
        return stream.ToArray();
    }

    /// <summary>A data set.</summary>
    /// <param name="Declaration">Its data.json.</param>
    /// <param name="Name">Of its file.</param>
    /// <param name="Content">Of that file.</param>
    /// <param name="Beside">Another file.</param>
    private sealed record Data(string Declaration, string Name, byte[] Content, (string, byte[])? Beside = null);
}
