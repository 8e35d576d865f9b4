using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Data.Sources;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.PixelFormats;

namespace QMacVerify.Compiler.Tests.Data;

/// <summary>Data sets of every kind as samples of the built-in network, whose codes are pixel - 128.</summary>
public sealed class DataSetTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private const int Pixels = 28 * 28;

    private readonly TemporaryFolder _folder = new();
    private readonly Network _network = ModelPackage.Read(package.Folder).Network;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("codes")]
    [InlineData("bytes")]
    [InlineData("float")]
    [InlineData("npz")]
    [InlineData("idx")]
    [InlineData("idx.gz")]
    [InlineData("csv pixels")]
    [InlineData("csv real")]
    [InlineData("png")]
    [InlineData("bmp")]
    public void Read_EveryKind_GivesTheSameSamples(string kind)
    {
        DataSet set = Read(Write(kind));

        byte[] order = kind is "png" or "bmp" ? ByClass() : [.. Enumerable.Range(0, CnnSmallPackage.Samples).Select(i => (byte)i)];
        byte[] labels = NpyFormat.ReadFile(package.Labels).Values<byte>().ToArray();
        Assert.Equal(order.Select(i => (int)labels[i]), set.Labels!);
        Assert.Equal(order.SelectMany(i => package.Codes[(i * Pixels)..((i + 1) * Pixels)]), set.Samples.Inputs[0].Values<sbyte>().ToArray());
        Assert.Equal(CnnSmallPackage.Shape, set.Samples.Inputs[0].Shape.ToArray());
        Assert.Equal((CnnSmallPackage.Samples, 0), (set.Ids.Distinct().Count(), set.Skipped));
    }

    [Fact]
    public void Sha256_SaysWhatWasTaken_NotWhereItLay()
    {
        string first = Write("bytes");
        string again = _folder.PathOf("moved");
        Directory.CreateDirectory(again);
        File.Copy(_folder.PathOf("bytes", "images.npy"), Path.Combine(again, "images.npy"));
        File.Copy(_folder.PathOf("bytes", "labels.npy"), Path.Combine(again, "labels.npy"));
        DataSet set = Read(first);
        Assert.Equal((set.Sha256, set.DeclarationSha256), (Read(again).Sha256, Read(again).DeclarationSha256));
        Assert.NotEqual(set.Sha256, Read(first, limit: 5).Sha256);

        byte[] images = File.ReadAllBytes(Path.Combine(again, "images.npy"));
        images[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(again, "images.npy"), images);
        Assert.NotEqual(set.Sha256, Read(again).Sha256);

        File.Delete(Path.Combine(again, "labels.npy"));
        File.Copy(_folder.PathOf("bytes", "images.npy"), Path.Combine(again, "images.npy"), overwrite: true);
        Assert.NotEqual(set.Sha256, Read(again).Sha256);
        Assert.Null(Read(again).Labels);
    }

    /// <summary>The places of names 0 to 11 are those that Python's hashlib gives for seed 1: 0.3072, 0.7708, 0.7094, 0.9110 ...</summary>
    [Fact]
    public void Split_IsByTheHashOfTheName()
    {
        Write("bytes");
        string file = Declare("bytes", """ "kind": "arrays", "files": "images.npy", "labels": "labels.npy", "split": { "seed": 1, "parts": { "search": 0.5, "report": 0.3 } } """);

        Assert.Equal(["0", "4", "5", "6", "7", "8", "10"], Read(file, split: "search").Ids);
        Assert.Equal(["1", "2", "9", "11"], Read(file, split: "report").Ids);
        Assert.Equal("--split \"serch\" is no part of the data set; did you mean \"search\"?", Refusal(file, split: "serch"));
        Assert.NotEqual(Read(file).DeclarationSha256, Read(file, split: "report").DeclarationSha256);
        string empty = Declare("bytes", """ "kind": "arrays", "files": "images.npy", "split": { "seed": 1, "parts": { "none": 0.001 } } """);
        Assert.Equal("\"bytes\" has no samples in its part \"none\"", Refusal(empty, split: "none"));
    }

    [Fact]
    public void SkipBad_LeavesOutWhatCannotBeRead_AndCountsIt()
    {
        string folder = Write("png");
        string[] images = [.. Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        File.WriteAllBytes(images[3], File.ReadAllBytes(images[3])[..60]);
        File.WriteAllText(images[5], "no image");

        string refusal = Refusal(folder);
        Assert.StartsWith($"\"{Path.GetFileName(Path.GetDirectoryName(images[3]))}/{Path.GetFileName(images[3])}\" ", refusal, StringComparison.Ordinal);
        Assert.EndsWith("; --skip-bad leaves such samples out and counts them", refusal, StringComparison.Ordinal);

        DataSet set = Read(folder, skipsBad: true);
        Assert.Equal((10, 10, 2), (set.Samples.Count, set.Labels!.Length, set.Skipped));
        byte[] order = [.. ByClass().Where((_, i) => i is not (3 or 5))];
        Assert.Equal(order.SelectMany(i => package.Codes[(i * Pixels)..((i + 1) * Pixels)]), set.Samples.Inputs[0].Values<sbyte>().ToArray());
    }

    [Fact]
    public void Images_OfOtherSizes_AreResizedAsDeclared()
    {
        string folder = _folder.PathOf("pictures");
        Directory.CreateDirectory(Path.Combine(folder, "0"));
        using (Image<Rgb24> image = new(60, 40, new Rgb24(255, 0, 0)))
        {
            image.SaveAsJpeg(Path.Combine(folder, "0", "a.jpeg"));
        }

        Assert.Equal(
            "\"0/a.jpeg\" has 40 x 60 pixels and 1 channels, but the model takes 28 x 28 and 1; say with resize, crop and channels in data.json how one becomes the other",
            Refusal(folder));
        DataSet set = Read(Declare("pictures", """ "kind": "images", "resize": 32, "crop": 28, "classes": ["0", "1"] """));

        // Red is 76 as gray, give or take what JPEG makes of it.
        Assert.All(set.Samples.Inputs[0].Values<sbyte>().ToArray(), code => Assert.InRange(code, 76 - 128 - 3, 76 - 128 + 3));
        Assert.Equal(["0", "1"], set.ClassNames);
    }

    /// <summary>The shorter side of 1 becomes 224, and the longer one as many times as long.</summary>
    [Fact]
    public void Images_WhoseResizedSideIsHuge_AreRefused()
    {
        string folder = _folder.PathOf("tall");
        Directory.CreateDirectory(Path.Combine(folder, "0"));
        using (Image<L8> image = new(1, 200_000))
        {
            image.SaveAsPng(Path.Combine(folder, "0", "a.png"));
        }

        Assert.Equal(
            "\"0/a.png\" has 200000 x 1 pixels; resized as declared it would take more than 201326592 bytes",
            Refusal(Declare("tall", """ "kind": "images", "resize": 224, "crop": 28 """)));
    }

    /// <summary>A file that opens, and gives nothing.</summary>
    [SkippableFact]
    public void Images_ThatCannotBeRead_AreRefused_OrLeftOut()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "needs /proc");
        string folder = Write("png");
        string image = Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.Delete(image);
        File.CreateSymbolicLink(image, "/proc/self/mem");

        string refusal = Refusal(folder);
        Assert.StartsWith($"\"0/{Path.GetFileName(image)}\" cannot be read: ", refusal, StringComparison.Ordinal);
        Assert.EndsWith("; --skip-bad leaves such samples out and counts them", refusal, StringComparison.Ordinal);
        Assert.Equal(1, Read(folder, skipsBad: true).Skipped);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("jpg")]
    public void Images_CutOffAnywhere_AreRefused(string format)
    {
        string file = WriteDigit($"a.{format}", (image, path) => image.Save(path));
        byte[] whole = File.ReadAllBytes(file);
        Assert.Equal(1, Read(_folder.PathOf("digit")).Samples.Count);

        AssertRefusedCutOff(file, whole, whole.Length - 10);
    }

    /// <summary>A decoder paints rows that are not there black, and the size in the header may be 0.</summary>
    [Theory]
    [InlineData(BmpBitsPerPixel.Pixel8)]
    [InlineData(BmpBitsPerPixel.Pixel16)]
    [InlineData(BmpBitsPerPixel.Pixel24)]
    [InlineData(BmpBitsPerPixel.Pixel32)]
    public void Bitmap_WithoutItsSize_IsReadWholeAndRefusedCutOff(BmpBitsPerPixel bits)
    {
        string file = WriteDigit("a.bmp", (image, path) => image.Save(path, new BmpEncoder { BitsPerPixel = bits }));
        byte[] whole = File.ReadAllBytes(file);
        whole.AsSpan(2, 4).Clear();
        File.WriteAllBytes(file, whole);
        Assert.Equal(1, Read(_folder.PathOf("digit")).Samples.Count);

        AssertRefusedCutOff(file, whole, whole.Length);

        // ImageSharp appends nothing, so that the last byte is one of the last row or its padding.
        File.WriteAllBytes(file, whole[..^1]);
        Assert.StartsWith("\"0/a.bmp\" is cut off; ", Refusal(_folder.PathOf("digit")), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "idx", "short", "\"train-images-idx3-ubyte\" has 9407 bytes of elements, but its header says [12, 28, 28]" },
        { "idx", "huge", "\"train-images-idx3-ubyte\" has 9408 bytes of elements, but its header says [4294967295, 28, 28]" },
        { "idx", "magic", "\"train-images-idx3-ubyte\" begins with 00000903, expected the IDX magic number 000008 and the number of axes, 1 to 4" },
        { "idx", "header", "\"train-images-idx3-ubyte\" ends within its header" },
        { "idx.gz", "short", "\"train-images-idx3-ubyte.gz\" is cut off, or made of several gzip files" },
        { "bytes", "short", "images.npy has 9407 bytes of data, expected 9408 by its header." },
        { "npz", "short", "set.npz is not a readable zip archive: " },
        { "csv pixels", "word", "\"set.csv\" has \"x\" in line 2, column 1, expected a number; --skip-bad leaves such samples out and counts them" },
        { "csv pixels", "columns", "\"set.csv\" has 786 columns in line 3, expected 785; --skip-bad" },
        { "csv pixels", "label", "\"set.csv\" has the label \"2.5\" in line 2, expected an integer" },
        { "csv pixels", "range", "set.csv has label 10 for sample \"0\", but the classes of the model are 0 to 9." },
        { "csv pixels", "pixel", "sample 0 of \"csv pixels\" has 256 at element 0, expected an integer from 0 to 255" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Read_DamagedFile_IsRefusedInOneLine(string kind, string damage, string expected)
    {
        string path = Write(kind);
        string file = Directory.EnumerateFiles(_folder.PathOf(kind)).First(each => !Path.GetFileName(each).StartsWith("labels", StringComparison.Ordinal)
            && !each.Contains("labels-idx1", StringComparison.Ordinal) && !each.EndsWith(".json", StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "short":
                bytes = bytes[..^1];
                break;
            case "huge":
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), uint.MaxValue);
                break;
            case "magic":
                bytes[2] = 9;
                break;
            case "header":
                bytes = bytes[..9];
                break;
            default:
                string[] rows = File.ReadAllLines(file);
                int comma = rows[1].IndexOf(',', StringComparison.Ordinal);
                int last = rows[1].LastIndexOf(',');
                (rows[1], rows[2]) = damage switch
                {
                    "word" => ("x" + rows[1][comma..], rows[2]),
                    "label" => (rows[1][..last] + ",2.5", rows[2]),
                    "range" => (rows[1][..last] + ",10", rows[2]),
                    "pixel" => ("256" + rows[1][comma..], rows[2]),
                    _ => (rows[1], rows[2] + ",0"),
                };
                File.WriteAllLines(file, rows);
                bytes = File.ReadAllBytes(file);
                break;
        }

        File.WriteAllBytes(file, bytes);
        string message = Refusal(path);
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("""{ "schema": "qmac.data/2" }""", "found \"qmac.data/2\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idxx" }""", "found \"idxx\"; did you mean \"idx\"?")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx" }""", "member \"files\" is missing")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "/etc/passwd" }""", "\"/etc/passwd\" is not relative to the declaration")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "scale": 0 }""", "found 0, expected a number from")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "scale": "1/0" }""", "expected a positive number, or a fraction such as \"1/255\"")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "scale": 1e999 }""", "this is no number")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "std": [1, 0, 1] }""", "found 0, expected a number from")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "scala": 1 }""", "member \"scala\" is unknown; did you mean \"scale\"?")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "resize": [1] }""", "expected height and width")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "values": "pixels", "mean": 0.5 }""", "scale, mean and std are for values of the kind \"real\"")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "split": { "seed": 1, "parts": { "a": 0.7, "b": 0.7 } } }""", "the fractions add up to 1.4, more than 1")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x", "split": { "seed": 0.5, "parts": { "a": 0.7 } } }""", "found 0.5, expected an integer")]
    [InlineData("""{ "schema": "qmac.data/1", "kind": "idx", "files": "x" """, "expected ','")]
    public void Read_BadDeclaration_SaysWhereAndWhat(string text, string expected)
    {
        File.WriteAllText(_folder.PathOf("data.json"), text);

        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => Read(_folder.PathOf("data.json")));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("data.json", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Bytes of files are changed and files cut at random: each is read, or refused in one line.</summary>
    [Fact]
    public void Read_RandomDamage_NeverEndsInAnotherWay()
    {
        SplitMix64 random = new(17);
        foreach (string kind in (string[])["idx", "idx.gz", "npz", "csv real", "png", "bmp"])
        {
            string path = Write(kind);
            string[] files = Directory.GetFiles(_folder.PathOf(kind), "*", SearchOption.AllDirectories);
            for (int run = 0; run < 40; run++)
            {
                string file = files[random.NextBelow(files.Length)];
                byte[] good = File.ReadAllBytes(file);
                byte[] bad = random.NextBelow(3) == 0 ? good[..random.NextBelow(good.Length)] : [.. good];
                for (int change = random.NextBelow(4); change >= 0 && bad.Length > 0; change--)
                {
                    bad[random.NextBelow(Math.Min(bad.Length, 200))] = (byte)random.NextBelow(256);
                }

                File.WriteAllBytes(file, bad);
                Exception? problem = Record.Exception(() => Read(path));
                Assert.True(problem is null or InputException or ArrayFormatException or DiagnosticException, $"{kind}, run {run}: {problem}");
                File.WriteAllBytes(file, good);
            }
        }
    }

    /// <summary>A small file that unpacks to gigabytes is refused while it is read; an image that says it is huge before.</summary>
    [Fact]
    public void Read_Bombs_AreRefused()
    {
        const int most = 1 << 20;
        string bomb = _folder.PathOf("bomb.gz");
        using (GZipStream gzip = new(File.Create(bomb), CompressionLevel.Fastest))
        {
            gzip.Write(new byte[8 * most]);
        }

        Assert.Equal(
            "\"bomb.gz\" holds more than 1048576 bytes; give it in parts",
            Assert.Throws<InputException>(() => BoundedStream.ReadAll(bomb, most)).Message);

        string folder = Write("bmp");
        string image = Directory.EnumerateFiles(folder, "*.bmp", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        byte[] bytes = File.ReadAllBytes(image);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), 60_000);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), 60_000);
        File.WriteAllBytes(image, bytes);
        Assert.Contains(" has 60000 x 60000 pixels, more than ", Refusal(folder), StringComparison.Ordinal);
    }

    private DataSet Read(string path, string? split = null, int limit = int.MaxValue, bool skipsBad = false) =>
        DataSetReader.Read(new DataRequest([path]) { Split = split, Limit = limit, SkipsBad = skipsBad }, _network, default);

    private string Refusal(string path, string? split = null)
    {
        Exception problem = Record.Exception(() => Read(path, split))!;
        Assert.True(problem is InputException or ArrayFormatException, $"{problem}");
        return problem.Message;
    }

    /// <summary>Writes one digit in color as the only image of the folder <c>digit</c>.</summary>
    /// <returns>The file.</returns>
    private string WriteDigit(string name, Action<Image<Rgb24>, string> save)
    {
        Directory.CreateDirectory(_folder.PathOf("digit", "0"));
        string file = _folder.PathOf("digit", "0", name);
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>([.. package.Pixels, .. package.Pixels, .. package.Pixels], 28, 28);
        save(image, file);
        return file;
    }

    /// <summary>Cuts the digit at some fifty lengths below an end.</summary>
    private void AssertRefusedCutOff(string file, byte[] whole, int end)
    {
        for (int length = 0; length < end; length += 1 + (whole.Length / 50))
        {
            File.WriteAllBytes(file, whole[..length]);
            Assert.StartsWith($"\"0/{Path.GetFileName(file)}\" is ", Refusal(_folder.PathOf("digit")), StringComparison.Ordinal);
        }
    }

    private string Declare(string folder, string members)
    {
        File.WriteAllText(_folder.PathOf(folder, "data.json"), $$"""{ "schema": "qmac.data/1", {{members}} }""");
        return _folder.PathOf(folder, "data.json");
    }

    /// <summary>Positions of the samples in the order of a folder of classes.</summary>
    private byte[] ByClass()
    {
        byte[] labels = NpyFormat.ReadFile(package.Labels).Values<byte>().ToArray();
        return [.. Enumerable.Range(0, labels.Length).OrderBy(i => labels[i]).Select(i => (byte)i)];
    }

    /// <summary>Writes the digits as a data set.</summary>
    /// <returns>What <c>--data</c> takes.</returns>
    private string Write(string kind)
    {
        string folder = _folder.PathOf(kind);
        Directory.CreateDirectory(folder);
        NpyArray labels = NpyFormat.ReadFile(package.Labels);
        string Of(string name) => Path.Combine(folder, name);
        switch (kind)
        {
            case "npz":
                NpzArchive archive = new();
                archive.Add("input_0", NpyFormat.ReadFile(package.Images));
                archive.Add("labels", labels);
                archive.WriteFile(Of("set.npz"));
                return Of("set.npz");
            case "idx" or "idx.gz":
                WriteIdx(Of("train-images-idx3-ubyte"), [12, 28, 28], package.Pixels, kind == "idx.gz");
                WriteIdx(Of("train-labels-idx1-ubyte"), [12], labels.Data.ToArray(), kind == "idx.gz");
                return folder;
            case "csv pixels" or "csv real":
                IEnumerable<string> rows = Enumerable.Range(0, 12).Select(sample => string.Join(
                    ',', package.Pixels[(sample * Pixels)..((sample + 1) * Pixels)].Append(labels.Data[sample]).Select(value => value.ToString(CultureInfo.InvariantCulture))));
                File.WriteAllLines(Of("set.csv"), rows.Prepend(string.Join(',', Enumerable.Range(0, Pixels).Select(i => $"p{i}").Append("label"))));
                return Declare(kind, kind == "csv real"
                    ? """ "kind": "csv", "files": ["set.csv"], "labels": "label", "scale": "1/255" """
                    : """ "kind": "csv", "files": ["set.csv"], "values": "pixels" """);
            case "png" or "bmp":
                for (int digit = 0; digit < 10; digit++)
                {
                    Directory.CreateDirectory(Of($"{digit}"));
                }

                for (int sample = 0; sample < 12; sample++)
                {
                    using Image<L8> image = Image.LoadPixelData<L8>(package.Pixels[(sample * Pixels)..((sample + 1) * Pixels)], 28, 28);
                    image.Save(Of($"{labels.Data[sample]}/{sample:00}.{kind}"));
                }

                return folder;
            default:
                NpyFormat.WriteFile(Of("images.npy"), kind switch
                {
                    "codes" => NpyFormat.ReadFile(package.Images),
                    "bytes" => NpyArray.Create<byte>([12, 28, 28], package.Pixels),
                    _ => NpyArray.Create<float>([12, 28, 28], Array.ConvertAll(package.Pixels, pixel => pixel / 255f)),
                });
                NpyFormat.WriteFile(Of("labels.npy"), labels);
                return folder;
        }
    }

    private static void WriteIdx(string path, int[] extents, byte[] elements, bool isGzip)
    {
        byte[] header = new byte[4 + (4 * extents.Length)];
        (header[2], header[3]) = (8, (byte)extents.Length);
        for (int axis = 0; axis < extents.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), extents[axis]);
        }

        using Stream stream = isGzip ? new GZipStream(File.Create(path + ".gz"), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(header);
        stream.Write(elements);
    }
}
