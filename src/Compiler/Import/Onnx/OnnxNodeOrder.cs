using QMacVerify.Generators.Diagnostics;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>Brings nodes into an order in which they can be executed, that of the file wherever it is one.</summary>
internal static class OnnxNodeOrder
{
    private const int MaxNamesInMessage = 5;

    /// <summary>Sorts and checks the nodes.</summary>
    /// <param name="nodes">In the order of the file.</param>
    /// <param name="given">Names of inputs and initializers.</param>
    /// <param name="outputs">Names that the graph returns.</param>
    /// <returns>The nodes, each after those whose results it reads.</returns>
    /// <exception cref="DiagnosticException">A value has two sources or none, or nodes wait for each other.</exception>
    public static IReadOnlyList<OnnxNode> Sort(IReadOnlyList<OnnxNode> nodes, IEnumerable<string> given, IReadOnlyList<string> outputs)
    {
        HashSet<string> available = new(StringComparer.Ordinal);
        foreach (string name in given)
        {
            if (name.Length == 0 || !available.Add(name))
            {
                throw Error($"two inputs or initializers are called {Quote(name)}, or one has no name");
            }
        }

        Dictionary<string, int> producers = Producers(nodes, available);
        RequireSources(nodes, outputs, available, producers);
        return Order(nodes, producers);
    }

    private static Dictionary<string, int> Producers(IReadOnlyList<OnnxNode> nodes, HashSet<string> available)
    {
        Dictionary<string, int> producers = new(StringComparer.Ordinal);
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Outputs.Where(output => output.Length > 0))
            {
                if (available.Contains(output) || !producers.TryAdd(output, i))
                {
                    throw nodes[i].GraphError($"computes {Quote(output)}, which has a value already");
                }
            }
        }

        return producers;
    }

    private static void RequireSources(
        IReadOnlyList<OnnxNode> nodes, IReadOnlyList<string> outputs, HashSet<string> available, Dictionary<string, int> producers)
    {
        foreach (OnnxNode node in nodes)
        {
            foreach (string input in node.Inputs.Where(input => input.Length > 0))
            {
                if (!available.Contains(input) && !producers.ContainsKey(input))
                {
                    throw node.GraphError($"reads {Quote(input)}, which is no input and no initializer, and which no node computes");
                }
            }
        }

        foreach (string output in outputs)
        {
            if (!available.Contains(output) && !producers.ContainsKey(output))
            {
                throw Error($"nothing computes the output {Quote(output)}");
            }
        }
    }

    /// <summary>Kahn's algorithm; of the nodes that are ready the first of the file goes first.</summary>
    private static List<OnnxNode> Order(IReadOnlyList<OnnxNode> nodes, Dictionary<string, int> producers)
    {
        int[] missing = new int[nodes.Count];
        List<int>[] readers = [.. nodes.Select(_ => new List<int>())];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string input in nodes[i].Inputs)
            {
                if (producers.TryGetValue(input, out int producer))
                {
                    readers[producer].Add(i);
                    missing[i]++;
                }
            }
        }

        PriorityQueue<int, int> ready = new();
        ready.EnqueueRange(Enumerable.Range(0, nodes.Count).Where(i => missing[i] == 0).Select(i => (i, i)));
        List<OnnxNode> sorted = [];
        while (ready.TryDequeue(out int next, out _))
        {
            sorted.Add(nodes[next]);
            foreach (int reader in readers[next])
            {
                if (--missing[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        return sorted.Count == nodes.Count ? sorted : throw Error(
            $"nodes wait for each other's results in a circle: {string.Join(", ", nodes.Where((_, i) => missing[i] > 0).Take(MaxNamesInMessage).Select(node => node.Label))}");
    }

    private static DiagnosticException Error(string message) => new(new DiagnosticInfo(Descriptors.GraphInvalid, null, message));
}
