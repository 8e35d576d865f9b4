using System.Text.Json;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac compare --against</c>: the built-in network against dumps that differ in the ways in which runtimes do.</summary>
public sealed class CompareAgainstTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    /// <summary>Input, conv1, conv2 and the rest, in order of execution.</summary>
    private const string Input = "t000";
    private const string Conv1 = "t001";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Against_OwnDump_IsEqual()
    {
        Write(Dump());

        Assert.Equal("cnn_small against tensors.npz: 8 of 8 arrays are tensors of the model, by key\nall 8 are equal\n", QMac.Success(Arguments()));
        Assert.Contains("\"first_difference\": null", File.ReadAllText(_folder.PathOf("r", "divergence_report.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Against_NamesOrOrder_AreRecognised()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllText(_folder.PathOf(DumpFolder(), "tensors.json")));
        Dictionary<string, string> names = description.RootElement.EnumerateArray()
            .ToDictionary(tensor => tensor.GetProperty("key").GetString()!, tensor => tensor.GetProperty("name").GetString()!);
        List<(string, NpyArray)> dump = Dump();

        Write([.. dump.Select(entry => (names[entry.Item1], entry.Item2))]);
        Assert.Contains("8 of 8 arrays are tensors of the model, by tensor name\nall 8 are equal", QMac.Success(Arguments()), StringComparison.Ordinal);

        // Without the input, which then has to be given.
        Write([.. dump.Skip(1).Select((entry, i) => ($"layer_{i:00}", entry.Item2))]);
        Assert.Contains("does not hold the input t000", QMac.Refusal(Arguments()), StringComparison.Ordinal);
        Assert.Contains("7 of 7 arrays are tensors of the model, by order\nall 7 are equal", QMac.Success([.. Arguments(), "--input", package.Images, "--limit", "1"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Against_DequantizedDump_IsComparedInCodes()
    {
        List<(string, NpyArray)> dump = Dump();
        using JsonDocument description = JsonDocument.Parse(File.ReadAllText(_folder.PathOf(DumpFolder(), "tensors.json")));
        JsonElement conv1 = description.RootElement[1];
        double scale = conv1.GetProperty("scale")[0].GetDouble();
        int zeroPoint = conv1.GetProperty("zero_point")[0].GetInt32();
        float[] reals = Array.ConvertAll(dump[1].Item2.Values<sbyte>().ToArray(), code => (float)((code - zeroPoint) * scale));
        dump[1] = (Conv1, NpyArray.Create<float>(dump[1].Item2.Shape, reals));

        Write(dump);

        Assert.Contains("all 8 are equal", QMac.Success(Arguments()), StringComparison.Ordinal);
    }

    [Fact]
    public void Against_OtherRounding_IsNamed()
    {
        QMac.Success("export", "--model", "cnn_small", "--requantization", "tflite_single", "--out", _folder.PathOf("single"));
        QMac.Success("run", "--pkg", _folder.PathOf("single"), "--input", package.Images, "--limit", "1", "--dump-tensors", "--out", _folder.PathOf("s"));
        File.Copy(_folder.PathOf("s", "tensors.npz"), _folder.PathOf("tensors.npz"));

        AssertCause("rounding: requantized by tflite_single this layer has the dump's values; ours is tflite_double");
    }

    [Fact]
    public void Against_ChannelsFirst_IsNamed() => AssertCause(
        "layout: the same values in another order of axes: the dump has channels first instead of last",
        Conv1, array => AxisOrder.Permute(array, [0, 3, 1, 2]));

    [Theory]
    [InlineData(3, "zero_point: every code is 3 away")]
    [InlineData(128, "zero_point: every code is 128 away: one side has uint8 codes, the other int8")]
    public void Against_OtherZeroPoint_IsNamed(int offset, string expected) => AssertCause(
        expected, Conv1, array => NpyArray.Create<short>(array.Shape, Array.ConvertAll(array.Values<sbyte>().ToArray(), code => (short)(code + offset))));

    [Fact]
    public void Against_DifferencesAtTheBorder_LookLikePadding() => AssertCause(
        "padding: every difference lies where the window reaches beyond the image", Conv1, array => Changed(array, 3, 7));

    [Fact]
    public void Against_DifferencesWhereOursIsClamped_LookLikeAnActivation() => AssertCause(
        "activation: every difference is where ours is clamped to [-128, 127]", Conv1, array =>
        {
            sbyte[] codes = array.Values<sbyte>().ToArray();
            int[] clamped = [.. Enumerable.Range(0, codes.Length).Where(i => codes[i] == sbyte.MinValue)];
            return Changed(array, 3, clamped[^1], clamped[clamped.Length / 2]);
        });

    [Fact]
    public void Against_ScatteredDifferences_AreCountedAndUnknown() => AssertCause(
        " elements differ, by at most 5\n  unknown: ", Conv1, array => Changed(array, 5, Inside(array)));

    [Fact]
    public void Against_AnotherInput_SaysSo() => AssertCause(
        "input: the dump was made from another input", Input, array => Changed(array, 5, 300), "--input", package.Images, "--limit", "1");

    [Fact]
    public void Against_BadDump_IsRefused()
    {
        Write([("a", NpyArray.Create<sbyte>([3], new sbyte[3]))]);
        Assert.Contains("has no array named like a tensor of the model", QMac.Refusal(Arguments()), StringComparison.Ordinal);

        Write([.. Dump().Select(entry => entry.Item1 == Conv1 ? (Conv1, NpyArray.Create<sbyte>([2], new sbyte[2])) : entry)]);
        Assert.Contains("dump one sample", QMac.Refusal(Arguments()), StringComparison.Ordinal);

        Write([.. Dump().Select(entry => entry.Item1 == Conv1 ? (Conv1, NpyArray.Create<float>(entry.Item2.Shape, Enumerable.Repeat(0.123f, entry.Item2.Count).ToArray())) : entry)]);
        Assert.Contains("no multiple of the scale", QMac.Refusal(Arguments()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--against", "t.npz")]
    [InlineData("--pkg", "p", "--baseline", "a", "--approx", "b")]
    [InlineData("--pkg", "p", "--against", "t.npz", "--labels", "y.npy")]
    [InlineData("--pkg", "p", "--amul", "trunc:2")]
    [InlineData("--baseline", "a", "--approx", "b", "--amul", "trunc:2")]
    [InlineData("--baseline", "a", "--approx", "b", "--input", "x.npy")]
    [InlineData("--baseline", "a")]
    public void Compare_HalfOfEachForm_IsRefused(params string[] options) => QMac.Refusal(["compare", .. options]);

    /// <summary>Two elements in the inner of the image that are not clamped.</summary>
    private static int[] Inside(NpyArray array)
    {
        sbyte[] codes = array.Values<sbyte>().ToArray();
        int channels = array.Shape[3];
        int width = array.Shape[2];
        return [.. Enumerable.Range(0, codes.Length)
            .Where(i => i / channels % width is > 2 and < 10 && i / channels / width is > 2 and < 10 && codes[i] is > -120 and < 110).Take(2)];
    }

    private static NpyArray Changed(NpyArray array, int by, params int[] elements)
    {
        sbyte[] codes = array.Values<sbyte>().ToArray();
        foreach (int element in elements)
        {
            codes[element] = (sbyte)(codes[element] > 0 ? codes[element] - by : codes[element] + by);
        }

        return NpyArray.Create<sbyte>(array.Shape, codes);
    }

    private void AssertCause(string expected, string key, Func<NpyArray, NpyArray> change, params string[] options)
    {
        Write([.. Dump().Select(entry => entry.Item1 == key ? (key, change(entry.Item2)) : entry)]);
        AssertCause(expected, options);
    }

    private void AssertCause(string expected, params string[] options)
    {
        (int exitCode, string output, string error) = QMac.Run([.. Arguments(), .. options]);

        Assert.Equal((1, ""), (exitCode, error));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    private string[] Arguments() => ["compare", "--pkg", package.Folder, "--against", _folder.PathOf("tensors.npz"), "--out", _folder.PathOf("r")];

    private string DumpFolder()
    {
        if (!Directory.Exists(_folder.PathOf("dump")))
        {
            QMac.Success("run", "--pkg", package.Folder, "--input", package.Images, "--limit", "1", "--dump-tensors", "--out", _folder.PathOf("dump"));
        }

        return "dump";
    }

    private List<(string Key, NpyArray Array)> Dump()
    {
        NpzArchive archive = NpzArchive.ReadFile(_folder.PathOf(DumpFolder(), "tensors.npz"));
        return [.. archive.Names.Select(name => (name, archive[name]))];
    }

    private void Write(IEnumerable<(string Name, NpyArray Array)> arrays)
    {
        NpzArchive archive = new("tensors.npz");
        foreach ((string name, NpyArray array) in arrays)
        {
            archive.Add(name, array);
        }

        using FileStream file = File.Create(_folder.PathOf("tensors.npz"));
        archive.Write(file);
    }
}
