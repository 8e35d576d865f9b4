using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>Looks for values of a run outside the bounds that claim to hold them.</summary>
internal static class Containment
{
    public static IReadOnlyList<string> Violations(NetworkBounds bounds, Recording run)
    {
        List<string> violations = [];
        foreach ((int tensor, Box box) in bounds.Tensors)
        {
            if (!box.Contains(run.Tensors[tensor]))
            {
                violations.Add($"tensor {tensor}");
            }
        }

        foreach (LayerBounds layer in bounds.Layers)
        {
            int[] accumulators = run.Accumulators[layer.Node.Name];
            run.Tensors.TryGetValue(layer.Node.Output, out sbyte[]? codes);
            for (int i = 0; i < accumulators.Length; i++)
            {
                ChannelBounds channel = layer.Channels[i % layer.Channels.Count];
                Check(channel.Acc.Contains(accumulators[i]), "acc", i);
                Check(channel.MayOverflow || channel.Sum.Contains(accumulators[i]), "sum", i);
                Check(codes is null || channel.Output.Contains(codes[i]), "output", i);
                if (Interval.Int32.Contains(channel.Prefix))
                {
                    // Bounds of prefixes are those of sums that never wrap; the register holds them when they fit.
                    Check(channel.Prefix.Contains(run.Prefixes[layer.Node.Name][i]), "prefix", i);
                    Check(channel.AnyOrder.Contains(run.Prefixes[layer.Node.Name][i]), "any_order", i);
                }
            }

            void Check(bool holds, string what, int element)
            {
                if (!holds)
                {
                    violations.Add($"{layer.Node.Name} {what} of element {element}");
                }
            }
        }

        return violations;
    }
}
