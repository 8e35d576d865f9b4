using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The inputs of the graph: types and shapes, which must be fixed, by the file or by the user.</summary>
internal static class OnnxInputs
{
    /// <summary>Adds the inputs to the graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shapes">Shapes by name, where the file leaves them open.</param>
    /// <returns>Their tensors.</returns>
    public static IEnumerable<int> Add(OnnxGraphBuilder graph, IReadOnlyDictionary<string, int[]> shapes)
    {
        IReadOnlyList<OnnxInput> inputs = graph.Model.Inputs;
        foreach (string name in shapes.Keys.Where(name => inputs.All(input => input.Name != name)).Order(StringComparer.Ordinal))
        {
            throw Error(Descriptors.ShapeMismatch, $"--shape names {Quote(name)}, which is no input; inputs are {string.Join(", ", inputs.Select(input => Quote(input.Name)))}");
        }

        foreach (OnnxInput input in inputs)
        {
            yield return Add(graph, input, Shape(input, shapes.GetValueOrDefault(input.Name)));
        }
    }

    private static int Add(OnnxGraphBuilder graph, OnnxInput input, int[] shape)
    {
        switch (input.Type)
        {
            case OnnxType.Int8 or OnnxType.UInt8:
                (OnnxCodes codes, int tensor) = graph.AddCodes(input.Name, shape, new OnnxScale(input.Type == OnnxType.UInt8), OnnxOrder.Model);
                graph.Define(input.Name, codes);
                return tensor;
            case OnnxType.Float32:
                (OnnxNumbers numbers, int real) = graph.AddNumbers(input.Name, shape, ElementType.Float32);
                graph.Define(input.Name, numbers);
                return real;
            default:
                throw Error(Descriptors.GraphInvalid, $"the input {Quote(input.Name)} is {input.Type.Name()}, expected int8, uint8 or float32");
        }
    }

    private static int[] Shape(OnnxInput input, int[]? given)
    {
        IReadOnlyList<int?>? known = input.Shape;
        if (given is null)
        {
            return known is not null && known.All(extent => extent is not null)
                ? [.. known.Select(extent => extent!.Value)]
                : throw Error(Descriptors.ShapeMismatch, Invariant(
                    $"the input {Quote(input.Name)} has a shape that the file leaves open, {Describe(known)}; give one, such as --shape {Example(input)}"));
        }

        return known is null || (known.Count == given.Length && known.Zip(given).All(pair => pair.First is null || pair.First == pair.Second))
            ? given
            : throw Error(Descriptors.ShapeMismatch, $"--shape gives {Quote(input.Name)} the shape [{string.Join(", ", given)}], but the file says {Describe(known)}");
    }

    private static string Describe(IReadOnlyList<int?>? shape) => shape is null
        ? "of unknown rank"
        : $"[{string.Join(", ", shape.Select(extent => extent is null ? "?" : Invariant($"{extent}")))}]";

    private static string Example(OnnxInput input) =>
        $"{Quote(input.Name).Trim('"')}={(input.Shape is null ? "1x3x224x224" : string.Join('x', input.Shape.Select(extent => Invariant($"{extent ?? 1}"))))}";

    private static DiagnosticException Error(ProblemDescriptor descriptor, string message) =>
        new(new DiagnosticInfo(descriptor, null, message));
}
