using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>Samples along the first axis of arrays, one array for each input of the model.</summary>
internal sealed class ArraySource : SampleSource
{
    private readonly (NpyArray Array, int[] Shape, int Bytes)[] _inputs;
    private readonly SampleLayout _layout;

    private ArraySource((NpyArray Array, int[] Shape, int Bytes)[] inputs, SampleLayout layout, int count)
        : base(Numbered(count))
    {
        _inputs = inputs;
        _layout = layout;
    }

    public override SampleLayout Layout => _layout;

    /// <summary>Reads .npy files, or one .npz with <c>input_0</c>, ... and perhaps <c>labels</c>.</summary>
    /// <param name="declaration">What the files are.</param>
    /// <param name="labelsFile">A .npy file of labels; null where the declaration says where they are.</param>
    /// <param name="inputs">The model's.</param>
    /// <exception cref="InputException">Arrays do not fit each other or the model.</exception>
    /// <exception cref="ArrayFormatException">A file is damaged.</exception>
    public static ArraySource Read(DataDeclaration declaration, string? labelsFile, IReadOnlyList<TensorDescription> inputs)
    {
        string[] files = [.. declaration.Files.Select(declaration.PathOf)];
        string? missing = Array.Find(files, file => !File.Exists(file) || FileStatus.IsSpecial(file));
        if (missing is not null)
        {
            throw new InputException($"There is no file {Quote(missing)}");
        }

        NpyArray[] arrays;
        NpyArray? labels = null;
        if (files is [string file] && file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            NpzArchive archive = NpzArchive.ReadFile(file);
            arrays = [.. inputs.Select((_, i) => archive.Contains($"input_{i}") ? archive[$"input_{i}"]
                : throw new InputException($"{Quote(Path.GetFileName(file))} has no input_{i}, but the model has {Count(inputs.Count, "input")}"))];
            string key = declaration.Labels ?? "labels";
            labels = archive.Contains(key) ? archive[key]
                : declaration.Labels is null ? null
                : throw new InputException($"{Quote(Path.GetFileName(file))} has no array {Quote(key)} of labels");
        }
        else
        {
            arrays = [.. files.Select(NpyFormat.ReadFile)];
            labelsFile ??= declaration.Labels is string name ? declaration.PathOf(name) : null;
        }

        if (labelsFile is not null)
        {
            labels = NpyFormat.ReadFile(labelsFile);
        }

        return Of(declaration, arrays, labels, inputs);
    }

    public override IReadOnlyList<NpyArray> Read(int sample, Action<ReadOnlyMemory<byte>> content)
    {
        NpyArray[] arrays = new NpyArray[_inputs.Length];
        for (int i = 0; i < arrays.Length; i++)
        {
            (NpyArray array, int[] shape, int bytes) = _inputs[i];
            ReadOnlyMemory<byte> data = array.DataMemory.Slice(sample * bytes, bytes);
            content(data);
            arrays[i] = new NpyArray(array.Type, shape, data.ToArray(), array.Source);
        }

        return arrays;
    }

    private static ArraySource Of(DataDeclaration declaration, NpyArray[] arrays, NpyArray? labels, IReadOnlyList<TensorDescription> inputs)
    {
        if (arrays.Length != inputs.Count)
        {
            throw new InputException($"{Quote(declaration.Name)} has {Count(arrays.Length, "array")}, but the model has {Count(inputs.Count, "input")}");
        }

        bool isPicture = declaration.HasChannelsFirst is not null || declaration.ChangesPictures;
        (NpyArray, int[], int)[] samples = new (NpyArray, int[], int)[arrays.Length];
        int? count = null;
        for (int i = 0; i < arrays.Length; i++)
        {
            NpyArray array = arrays[i];
            int found = isPicture && array.Shape.Length > 1 ? array.Shape[0]
                : SampleShape.CountSamples(array.Shape, inputs[i].Shape)
                ?? throw new InputException($"{array.Source} is {array}, but input {i} of the model is {inputs[i]}: expected one sample, or samples along a first axis");
            if (count is int others && others != found)
            {
                throw new InputException($"{array.Source} has {found} samples, but the input before it has {others}");
            }

            count = found;
            int[] shape = isPicture ? array.Shape[1..].ToArray() : [.. inputs[i].Shape];
            samples[i] = (array, shape, found == 0 ? 0 : array.Data.Length / found);
        }

        long[]? classes = labels is null ? null : Data.Labels.OfArray(labels, count!.Value);
        return new ArraySource(
            samples,
            declaration.HasChannelsFirst == true ? SampleLayout.Chw : isPicture ? SampleLayout.Hwc : SampleLayout.Model,
            count ?? 0)
        {
            Labels = classes,
            LabelsSource = labels?.Source ?? "",
        };
    }

    private static string Count(int count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
