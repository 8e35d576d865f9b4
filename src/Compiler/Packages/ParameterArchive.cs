using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Packages;

/// <summary>Constants of a graph as <c>params.npz</c>: keys <c>t005</c>, for numpy.</summary>
internal static class ParameterArchive
{
    public static NpzArchive Write(QuantizedGraph graph, ParameterSet parameters)
    {
        NpzArchive archive = new(ModelPackage.ArchiveFile);
        foreach (int tensor in parameters.Tensors)
        {
            ParameterArray array = parameters[tensor];
            archive.Add(graph.Tensor(tensor).Key, new NpyArray(array.Type.ToRuntime(), array.Shape.AsSpan(), array.Data));
        }

        return archive;
    }

    /// <summary>Reads exactly the constants of a graph.</summary>
    /// <exception cref="DiagnosticException">One is missing, superfluous, or of another type or shape.</exception>
    public static ParameterSet Read(NpzArchive archive, QuantizedGraph graph)
    {
        Dictionary<int, ParameterArray> arrays = [];
        HashSet<string> superfluous = [.. archive.Names];
        foreach (TensorInfo tensor in graph.Tensors.Where(tensor => tensor.IsConstant))
        {
            if (!superfluous.Remove(tensor.Key))
            {
                throw Mismatch($"{archive.Source} has no {tensor.Key} ({Quote(tensor.Name)}), which the graph lists as {tensor.Signature}");
            }

            NpyArray array = archive[tensor.Key];
            if (array.Type != tensor.Type.ToRuntime() || !array.Shape.SequenceEqual(tensor.Shape.AsSpan()))
            {
                throw Mismatch($"{tensor.Key} of {archive.Source} is {array}, but the graph has {tensor.Signature}; only values may be edited");
            }

            arrays.Add(tensor.Index, new ParameterArray(tensor.Type, tensor.Shape, array.Data.ToArray()));
        }

        return superfluous.Count == 0
            ? new ParameterSet(arrays)
            : throw Mismatch($"{Quote(superfluous.Order(StringComparer.Ordinal).First())} of {archive.Source} is not a constant of the graph");
    }

    private static DiagnosticException Mismatch(string message) => new(new DiagnosticInfo(Descriptors.ShapeMismatch, null, message));
}
