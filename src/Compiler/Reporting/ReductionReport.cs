using QMacVerify.Compiler.Optimize;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What was removed from a network, layer by layer, and what is constant and stayed, as text and as JSON.</summary>
/// <param name="Reduced">The network before and after.</param>
/// <param name="Package">The package of the network after.</param>
internal sealed record ReductionReport(ReducedNetwork Reduced, PackageIdentity Package)
{
    public const string Schema = "qmac.optimize/1";
    private const int MostNumbers = 16;

    private Network Before => Reduced.Source.Network;

    private Network After => Reduced.Network;

    /// <summary>One line.</summary>
    public string Summary => Reduced.Removals.Count == 0
        ? "nothing can be removed"
        : Invariant($"{Channels(Before) - Channels(After):N0} of {Channels(Before):N0} channels and {Weights():N0} weights removed, {Macs(After):N0} of {Macs(Before):N0} MACs are left");

    /// <summary>A line for each layer of products, then what was removed and what stayed, each line ended by a line feed.</summary>
    public string ToText()
    {
        TextTable table = new("layer", "op", ">channels", ">left", ">MACs", ">left");
        Dictionary<string, MacNode> left = After.Graph.MacNodes.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        foreach (MacNode layer in Before.Graph.MacNodes)
        {
            MacNode? after = left.GetValueOrDefault(layer.Name);
            table.Add(
                layer.Name, layer.Op, Invariant($"{layer.Geometry.OutChannels:N0}"), Invariant($"{after?.Geometry.OutChannels ?? 0:N0}"),
                Invariant($"{layer.Geometry.Macs:N0}"), Invariant($"{after?.Geometry.Macs ?? 0:N0}"));
        }

        IEnumerable<string> removals = Reduced.Removals.Select(removal =>
            $"removed {Quote(removal.Node)}: {What(removal)}; {removal.Why}\n");
        IEnumerable<string> kept = Reduced.Kept.Select(channels =>
            $"kept {Quote(channels.Layer)}: {Numbers("constant channel", channels.Channels)}; {channels.Why}\n");
        return $"{table}{string.Concat(removals)}{string.Concat(kept)}";
    }

    public string ToJson()
    {
        Dictionary<string, MacNode> left = After.Graph.MacNodes.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            using (json.Object("model", inline: true))
            {
                json.Member("name", Before.Graph.Name);
                json.Member("sha256", Reduced.Source.Identity.Sha256);
            }

            json.Member("reduced_sha256", Package.Sha256);
            if (After.Graph.Reduction is Reduction reduction)
            {
                reduction.Operators.Write(json, "operators");
                json.Member("region", reduction.Region);
            }

            using (json.Array("layers"))
            {
                foreach (MacNode layer in Before.Graph.MacNodes)
                {
                    MacNode? after = left.GetValueOrDefault(layer.Name);
                    using (json.Object(inline: true))
                    {
                        json.Member("name", layer.Name);
                        json.Member("op", layer.Op);
                        json.Member("channels", [layer.Geometry.OutChannels, after?.Geometry.OutChannels ?? 0]);
                        json.Member("macs", [layer.Geometry.Macs, after?.Geometry.Macs ?? 0L]);
                    }
                }
            }

            ReductionJson.WriteRemovals(json, Reduced.Removals);
            using (json.Array("kept"))
            {
                foreach (KeptConstants kept in Reduced.Kept)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("node", kept.Layer);
                        json.Member("channels", kept.Channels);
                        json.Member("why", kept.Why);
                    }
                }
            }

            using (json.Object("totals", inline: true))
            {
                json.Member("channels", [Channels(Before), Channels(After)]);
                json.Member("macs", [Macs(Before), Macs(After)]);
                json.Member("weights_removed", Weights());
            }
        }

        return json.ToString();
    }

    private static string What(Removal removal) => removal.What switch
    {
        Removal.Constant => Numbers("constant channel", removal.Channels),
        Removal.Unread => Numbers("unread channel", removal.Channels),
        Removal.Weights => Invariant($"{removal.Values.Sum(count => (long)count):N0} weights of {Numbers("channel", removal.Channels)}"),
        Removal.Clamp => "the clamp",
        _ => "the whole node",
    };

    /// <summary>A few numbers, or how many there are.</summary>
    private static string Numbers(string what, IReadOnlyList<int> numbers) =>
        numbers.Count == 1 ? Invariant($"{what} {numbers[0]}")
        : numbers.Count <= MostNumbers ? $"{what}s {string.Join(", ", numbers.Select(number => Invariant($"{number}")))}"
        : Invariant($"{numbers.Count} {what}s, {numbers[0]} to {numbers[^1]}");

    private static long Channels(Network network) => network.Graph.MacNodes.Sum(layer => (long)layer.Geometry.OutChannels);

    private static long Macs(Network network) => network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs);

    private long Weights() => Reduced.Removals.Where(removal => removal.What == Removal.Weights).Sum(removal => removal.Values.Sum(count => (long)count));
}
