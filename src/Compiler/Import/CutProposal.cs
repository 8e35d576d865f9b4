using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Compiler.Import;

/// <summary>
/// Of a refused model, a part that can be imported: what stands before the refused nodes (their heads, post-processing),
/// or what stands behind them (front ends that compute in floating point).
/// </summary>
internal static class CutProposal
{
    /// <summary>A front end and a head may both have to go.</summary>
    public const int MostCuts = 2;

    /// <summary>The part with the most layers, or null where none has one.</summary>
    /// <param name="nodes">Of the model, each after those whose results it reads.</param>
    /// <param name="outputs">Names of the model's outputs.</param>
    /// <param name="import">Imports a part, since what is proposed was tried; throws where the model cannot be cut so.</param>
    public static ProposedPart? Find(IReadOnlyList<CutNode> nodes, IReadOnlyList<string> outputs, Func<ModelCut, ImportResult> import)
    {
        ProposedPart best = new(ModelCut.None, 0);
        foreach (ModelCut cut in (ModelCut[])[Before(nodes, outputs), Behind(nodes, outputs)])
        {
            ImportResult? result = Try(cut, import);
            ProposedPart? part = result?.Network is { } network ? new ProposedPart(cut, network.Graph.ProductNodes.Count())
                : result?.Part is { } inner ? inner with { Cut = cut.Within(inner.Cut) }
                : null;
            best = part?.Layers > best.Layers ? part : best;
        }

        return best.Layers > 0 ? best : null;
    }

    private static ImportResult? Try(ModelCut cut, Func<ModelCut, ImportResult> import)
    {
        try
        {
            return cut.IsNone ? null : import(cut);
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    /// <summary>Everything that no refused node has a part in, up to the last values that can be outputs.</summary>
    private static ModelCut Before(IReadOnlyList<CutNode> nodes, IReadOnlyList<string> outputs)
    {
        HashSet<string> lost = new(StringComparer.Ordinal);
        Dictionary<string, CutNode> producers = new(StringComparer.Ordinal);
        HashSet<string> wanted = new(outputs, StringComparer.Ordinal);
        foreach (CutNode node in nodes)
        {
            if (node.IsRefused || node.Inputs.Any(lost.Contains))
            {
                lost.UnionWith(node.Outputs);
                wanted.UnionWith(node.Inputs);
            }
            else
            {
                foreach (string output in node.Outputs)
                {
                    producers[output] = node;
                }
            }
        }

        wanted.ExceptWith(lost);
        HashSet<string> seen = new(StringComparer.Ordinal);
        SortedSet<string> ends = new(StringComparer.Ordinal);
        Stack<string> open = new(wanted);
        while (open.TryPop(out string? value))
        {
            if (seen.Add(value) && producers.TryGetValue(value, out CutNode? node))
            {
                if (node.CanEnd(value))
                {
                    ends.Add(value);
                    continue;
                }

                foreach (string input in node.Inputs)
                {
                    open.Push(input);
                }
            }
        }

        return new ModelCut([], [.. ends]);
    }

    /// <summary>Everything that no refused node depends on, from the first values on that can be inputs.</summary>
    private static ModelCut Behind(IReadOnlyList<CutNode> nodes, IReadOnlyList<string> outputs)
    {
        HashSet<string> needed = new(StringComparer.Ordinal);
        foreach (CutNode node in nodes.Reverse().Where(node => node.IsRefused || node.Outputs.Any(needed.Contains)))
        {
            needed.UnionWith(node.Inputs);
        }

        bool IsBefore(CutNode node) => node.IsRefused || node.Outputs.Any(needed.Contains);
        HashSet<string> read = new(nodes.Where(node => !IsBefore(node)).SelectMany(node => node.Inputs), StringComparer.Ordinal);
        HashSet<string> begun = new(StringComparer.Ordinal);
        List<string> begins = [];
        foreach (CutNode node in nodes)
        {
            if (!IsBefore(node) && node.Inputs.Any(begun.Contains))
            {
                begun.UnionWith(node.Outputs);
            }
            else
            {
                string[] first = [.. node.Outputs.Where(output => read.Contains(output) && node.CanBegin(output))];
                begins.AddRange(first);
                begun.UnionWith(first);
            }
        }

        return new ModelCut(begins, [.. outputs.Where(begun.Contains)]);
    }
}

/// <summary>A node of any format, as far as cutting goes.</summary>
/// <param name="Inputs">Names of values.</param>
/// <param name="Outputs">Names of values.</param>
/// <param name="IsRefused">Whether it cannot be imported.</param>
/// <param name="CanEnd">Whether a result can be an output of a part.</param>
/// <param name="CanBegin">Whether a result can be an input of a part.</param>
internal sealed record CutNode(
    IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, bool IsRefused, Func<string, bool> CanEnd, Func<string, bool> CanBegin);
