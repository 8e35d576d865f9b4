using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tests.Bounds.Deviation;

/// <summary>Looks for differences of an exact and an approximate run outside the bounds that claim to hold them.</summary>
internal static class DeviationContainment
{
    public static IReadOnlyList<string> Violations(Network network, NetworkDeviation deviation, Recording exact, Recording approximate)
    {
        List<string> violations = [];
        foreach (int tensor in deviation.Exact.Tensors.Keys)
        {
            Differences differences = deviation.Of(tensor);
            for (int i = 0; i < differences.Count; i++)
            {
                int difference = approximate.Tensors[tensor][i] - exact.Tensors[tensor][i];
                if (!differences[i].Contains(difference))
                {
                    violations.Add($"tensor {tensor} element {i}: {difference} is not in {differences[i]}");
                }
            }
        }

        foreach (LayerDeviation layer in deviation.Layers)
        {
            string name = network.Graph.Nodes[layer.Index].Name;
            if (exact.Accumulators.TryGetValue(name, out int[]? accumulators))
            {
                violations.AddRange(accumulators.Zip(approximate.Accumulators[name], (left, right) => (long)right - left)
                    .Where(difference => !layer.Acc.Contains(difference))
                    .Select(difference => $"{name} acc: {difference} is not in {layer.Acc}"));
            }
        }

        return violations;
    }
}
