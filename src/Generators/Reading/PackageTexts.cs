namespace QMacVerify.Generators.Reading;

/// <summary>A text file of a package.</summary>
/// <param name="Path">As the caller names it: used in messages only.</param>
/// <param name="Text">Its content, or null when there is no such file.</param>
public sealed record TextFile(string Path, string? Text);

/// <summary>The text files of a package: all that compiling it needs.</summary>
/// <param name="Graph"><c>graph.json</c>: operations, tensors, shapes.</param>
/// <param name="QuantSpec"><c>quant_spec.json</c>: scales, requantization, semantics, operators, hashes of graph and parameters.</param>
/// <param name="Parameters"><c>params.b64.txt</c>: the text twin of <c>params.npz</c>.</param>
public sealed record PackageTexts(TextFile Graph, TextFile QuantSpec, TextFile Parameters)
{
    public const string GraphFile = "graph.json";
    public const string QuantSpecFile = "quant_spec.json";
    public const string ParametersFile = "params.b64.txt";

    /// <summary>Member of quant_spec.json with the hash of the graph.json that it belongs to.</summary>
    public const string GraphHashMember = "graph_sha256";
}
