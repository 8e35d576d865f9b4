namespace QMacVerify.Compiler.Data;

/// <summary>Which data set is asked for, as a command line says it.</summary>
/// <param name="Paths">A <c>data.json</c>, a folder or a file whose kind is recognized; several are the arrays of a model with several inputs.</param>
internal sealed record DataRequest(IReadOnlyList<string> Paths)
{
    /// <summary>A part of the split that <c>data.json</c> declares; null takes all.</summary>
    public string? Split { get; init; }

    /// <summary>At most so many samples, the first of the part.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>Whether images and rows that cannot be read are left out and counted.</summary>
    public bool SkipsBad { get; init; }

    /// <summary>Labels of arrays, as a .npy file; null where they stand beside the arrays, or there are none.</summary>
    public string? LabelsFile { get; init; }
}
