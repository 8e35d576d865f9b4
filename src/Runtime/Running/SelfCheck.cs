using System.Globalization;
using System.Security.Cryptography;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Running;

/// <summary>A sample and its outputs that go with a generated project: whoever gets it can see that it computes there what it should.</summary>
/// <remarks>The folder has <c>input_0.npy…</c>, <c>output_0.npy…</c>, and <c>SHA256SUMS</c>, which <c>sha256sum -c</c> reads, too.</remarks>
public static class SelfCheck
{
    /// <summary>Name of the folder, beside the program.</summary>
    public const string Folder = "selfcheck";
    private const string HashFile = "SHA256SUMS";

    /// <summary>Name and content of each file of the folder.</summary>
    /// <param name="samples">Inputs; one sample is enough. In a model with state each begins anew.</param>
    /// <param name="outputs">Expected: samples first, then the output's own shape.</param>
    public static IReadOnlyList<(string Name, byte[] Content)> Files(SampleBatch samples, IReadOnlyList<NpyArray> outputs)
    {
        List<(string Name, byte[] Content)> files =
        [
            .. samples.Inputs.Select((array, i) => (NameOf("input", i), NpyFormat.ToBytes(array))),
            .. outputs.Select((array, i) => (NameOf("output", i), NpyFormat.ToBytes(array))),
        ];
        string hashes = string.Concat(files.Select(file => $"{HashOf(file.Content)}  {file.Name}\n"));
        return [.. files, (HashFile, System.Text.Encoding.ASCII.GetBytes(hashes))];
    }

    /// <summary>Runs the model on the inputs of a folder and compares every byte of its outputs.</summary>
    /// <param name="create">Makes a runner.</param>
    /// <param name="folder">As <see cref="Files"/> says.</param>
    /// <returns>Whether all are as expected, and one line that says so.</returns>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InputException">An input does not fit the model.</exception>
    /// <exception cref="ArrayFormatException">A file is no array.</exception>
    public static (bool Passed, string Line) Run(Func<IModelRunner> create, string folder)
    {
        IModelRunner runner = create();
        string[] inputs = [.. runner.Inputs.Select((_, i) => NameOf("input", i))];
        string[] outputs = [.. runner.Outputs.Select((_, i) => NameOf("output", i))];
        string[] hashes = File.ReadAllLines(Path.Combine(folder, HashFile));
        if (inputs.Concat(outputs).FirstOrDefault(name => !hashes.Contains($"{HashOf(File.ReadAllBytes(Path.Combine(folder, name)))}  {name}")) is string changed)
        {
            return (false, $"self-check: FAIL, {changed} is not the file that {HashFile} names");
        }

        SampleBatch samples = InputReader.Read(runner.Inputs, [.. inputs.Select(name => Path.Combine(folder, name))], quantize: false);
        IReadOnlyList<NpyArray> given = BatchRunner.Run(create, samples);
        int elements = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            NpyArray expected = NpyFormat.ReadFile(Path.Combine(folder, outputs[i]));
            if (Difference(given[i], expected) is string difference)
            {
                return (false, $"self-check: FAIL, {outputs[i]}: {difference}");
            }

            elements += expected.Count;
        }

        return (true, string.Create(CultureInfo.InvariantCulture, $"self-check: PASS, {elements} elements of {outputs.Length} outputs are as expected"));
    }

    private static string? Difference(NpyArray given, NpyArray expected)
    {
        if (given.Type != expected.Type || !given.Shape.SequenceEqual(expected.Shape))
        {
            return $"the model gives {given}, expected {expected}";
        }

        int same = given.Data.CommonPrefixLength(expected.Data);
        int element = same / given.Type.Size();
        return same == given.Data.Length ? null : string.Create(
            CultureInfo.InvariantCulture, $"element {element} is {given.ToDoubles()[element]:R}, expected {expected.ToDoubles()[element]:R}");
    }

    private static string NameOf(string role, int index) => string.Create(CultureInfo.InvariantCulture, $"{role}_{index}.npy");

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
