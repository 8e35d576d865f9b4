namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>What a .tflite file says, unjudged: references between its parts may be out of range.</summary>
/// <param name="FileName">For messages.</param>
/// <param name="FileLength">In bytes.</param>
/// <param name="Sha256">Lower-case hex hash of the file.</param>
/// <param name="Tensors">Of the main subgraph, or of another one.</param>
/// <param name="Operators">Of the same, in execution order.</param>
/// <param name="Inputs">Tensor indices.</param>
/// <param name="Outputs">Tensor indices.</param>
/// <param name="Subgraphs">All of the file, the main one first.</param>
internal sealed record TfliteModel(
    string FileName,
    int FileLength,
    string Sha256,
    IReadOnlyList<TfliteTensor> Tensors,
    IReadOnlyList<TfliteOperator> Operators,
    IReadOnlyList<int> Inputs,
    IReadOnlyList<int> Outputs,
    IReadOnlyList<Lazy<TfliteModel>> Subgraphs)
{
    /// <summary>Name of a tensor; empty for an index that there is not.</summary>
    public string NameOf(int tensor) => (uint)tensor < (uint)Tensors.Count ? Tensors[tensor].Name : "";
}

/// <summary>A tensor of the file.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Type">Element type, perhaps one that no schema knows.</param>
/// <param name="Shape">Extents as in the file.</param>
/// <param name="Data">Values of a constant, little-endian; empty for others.</param>
/// <param name="Quantization">Null when the file has none.</param>
/// <param name="IsSparse">Whether the values are stored in a sparse form.</param>
internal sealed record TfliteTensor(
    string Name,
    TensorType Type,
    int[] Shape,
    ReadOnlyMemory<byte> Data,
    TfliteTensorQuantization? Quantization,
    bool IsSparse)
{
    public bool IsConstant => Data.Length > 0;
}

/// <summary>How codes of a tensor map to real numbers.</summary>
/// <param name="Scales">One, or one per element of an axis.</param>
/// <param name="ZeroPoints">As many as scales.</param>
/// <param name="Axis">The axis that several scales belong to.</param>
/// <param name="IsCustom">Whether another scheme replaces these numbers.</param>
internal sealed record TfliteTensorQuantization(float[] Scales, long[] ZeroPoints, int Axis, bool IsCustom);

/// <summary>An operator of the file.</summary>
/// <param name="Index">Position in the file.</param>
/// <param name="Code"><c>BuiltinOperator</c> of the schema.</param>
/// <param name="CustomName">Name of a custom operator.</param>
/// <param name="Inputs">Tensor indices; -1 for one that is left out.</param>
/// <param name="Outputs">Tensor indices.</param>
/// <param name="OptionsType">Which table the options are, perhaps one that is not read.</param>
/// <param name="Options">A table without fields when the file has none.</param>
internal sealed record TfliteOperator(
    int Index,
    int Code,
    string? CustomName,
    int[] Inputs,
    int[] Outputs,
    BuiltinOptions OptionsType,
    FlatBufferTable Options)
{
    /// <summary>The window of a convolution whose neighbours say it; null where its options do.</summary>
    public TfliteDilation? Dilation { get; init; }
}
