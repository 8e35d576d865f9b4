using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import;

/// <summary>Where to cut a model, so that the part between is imported.</summary>
/// <param name="Inputs">Names of values that the part is given; none for the inputs of the model.</param>
/// <param name="Outputs">Names of values that it computes; none for the outputs of the model.</param>
internal sealed record ModelCut(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    public static ModelCut None { get; } = new([], []);

    public bool IsNone => Inputs.Count == 0 && Outputs.Count == 0;

    /// <summary>A further cut of the part that this one leaves.</summary>
    public ModelCut Within(ModelCut inner) => new(inner.Inputs.Count > 0 ? inner.Inputs : Inputs, inner.Outputs.Count > 0 ? inner.Outputs : Outputs);

    /// <summary>The nodes that compute some values from others.</summary>
    /// <typeparam name="TNode">A node of the format.</typeparam>
    /// <typeparam name="TValue">What names its values.</typeparam>
    /// <param name="producers">The node that computes a value; values without one are inputs or constants.</param>
    /// <param name="inputsOf">What a node reads.</param>
    /// <param name="given">Where to stop.</param>
    /// <param name="wanted">Where to begin.</param>
    /// <returns>The nodes, and the values without a producer that they read or that are wanted.</returns>
    public static (HashSet<TNode> Nodes, HashSet<TValue> Sources) Between<TNode, TValue>(
        IReadOnlyDictionary<TValue, TNode> producers,
        Func<TNode, IEnumerable<TValue>> inputsOf,
        IEnumerable<TValue> given,
        IEnumerable<TValue> wanted)
        where TNode : notnull
        where TValue : notnull
    {
        HashSet<TValue> seen = [.. given];
        HashSet<TValue> sources = [];
        HashSet<TNode> nodes = [];
        Stack<TValue> open = new(wanted);
        while (open.TryPop(out TValue? value))
        {
            if (!seen.Add(value))
            {
                continue;
            }

            if (!producers.TryGetValue(value, out TNode? node))
            {
                sources.Add(value);
            }
            else if (nodes.Add(node))
            {
                foreach (TValue input in inputsOf(node))
                {
                    open.Push(input);
                }
            }
        }

        return (nodes, sources);
    }

    public static DiagnosticException Unknown(string option, string name, string fileName) => Error(
        $"{option} names {Quote(name)}, which is no value that {fileName} computes or is given");

    public static DiagnosticException NotSeparate(string source, string fileName) => Error(
        $"the --input values do not separate the part from the rest: it also needs {Quote(source)}, an input of {fileName}; name that too, or another value on the way");

    public static DiagnosticException NotNeeded(string input) => Error($"--input names {Quote(input)}, which no output depends on");

    private static DiagnosticException Error(string message) => new(new DiagnosticInfo(Descriptors.GraphInvalid, null, message));
}
