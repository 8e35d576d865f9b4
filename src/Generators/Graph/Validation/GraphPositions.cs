using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Generators.Graph.Validation;

/// <summary>Where tensors and boundary of a graph stand in its file.</summary>
/// <param name="Tensors">One for each tensor of the graph.</param>
/// <param name="Inputs">The list of inputs.</param>
/// <param name="Outputs">The list of outputs.</param>
/// <param name="States">One for each state.</param>
internal sealed record GraphPositions(
    IReadOnlyList<FilePosition> Tensors, FilePosition Inputs, FilePosition Outputs, IReadOnlyList<FilePosition> States);
