namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>What an .onnx file says, its nodes in an order in which they can be executed.</summary>
/// <param name="FileName">For messages.</param>
/// <param name="Sha256">Lower-case hex hash of the file.</param>
/// <param name="Opset">Version of the default operator set.</param>
/// <param name="Nodes">Each after those whose results it reads.</param>
/// <param name="Inputs">Without those that are initializers.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="Values">What the file says about values beside its inputs, by name.</param>
/// <param name="Constants">Initializers by name, read when they are used.</param>
internal sealed record OnnxModel(
    string FileName,
    string Sha256,
    int Opset,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyList<OnnxInput> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyDictionary<string, OnnxInput> Values,
    OnnxConstants Constants);

/// <summary>An input of the graph, or another value that the file describes.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents; null for one that the file leaves open. Null when the file does not even know how many there are.</param>
internal sealed record OnnxInput(string Name, OnnxType Type, IReadOnlyList<int?>? Shape);
