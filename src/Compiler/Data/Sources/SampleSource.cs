using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>What the axes of a sample are.</summary>
internal enum SampleLayout
{
    /// <summary>Those of the model's input: its elements in its order.</summary>
    Model,

    /// <summary>Height, width, channel.</summary>
    Hwc,

    /// <summary>Channel, height, width.</summary>
    Chw,
}

/// <summary>The samples that files hold, as they hold them.</summary>
/// <param name="ids">The name of each.</param>
internal abstract class SampleSource(IReadOnlyList<string> ids)
{
    /// <summary>The name of each sample.</summary>
    public IReadOnlyList<string> Ids { get; } = ids;

    /// <summary>What the axes of the first input's samples are.</summary>
    public abstract SampleLayout Layout { get; }

    /// <summary>The label of each sample, whatever its value; null where there are none.</summary>
    public long[]? Labels { get; init; }

    /// <summary>Names the labels in messages.</summary>
    public string LabelsSource { get; init; } = "labels";

    /// <summary>Names of the classes; empty where the files do not say them.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>Reads a sample; several threads may ask.</summary>
    /// <param name="sample">Its position.</param>
    /// <param name="content">Given what the files have of it, piece by piece: what its hash is of.</param>
    /// <returns>An array for each input of the model.</returns>
    /// <exception cref="InputException">The sample is damaged: its image or row.</exception>
    public abstract IReadOnlyList<NpyArray> Read(int sample, Action<ReadOnlyMemory<byte>> content);

    /// <summary>The names of samples that are named by their position.</summary>
    protected static IReadOnlyList<string> Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(sample => sample.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
