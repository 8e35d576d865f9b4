using QMacVerify.Compiler.Evaluation.Costs;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>The cost of a network's products and additions as text and as JSON.</summary>
internal static class NetworkCostReport
{
    private const string Schema = "qmac.network_cost/1";

    public static string ToText(NetworkCost cost)
    {
        TextTable table = new("layer", ">MACs", "operators", $">{cost.Costs.Unit} each", ">of exact", ">share", ">acc bits", ">prefix");
        foreach (LayerCost layer in cost.Layers)
        {
            table.Add(
                layer.Layer.Name,
                Invariant($"{layer.Layer.Macs}"),
                layer.Operators.ToString(),
                Invariant($"{layer.Each:0.######}"),
                Percent(Ratio(layer.Each, cost.ExactEach)),
                Percent(Ratio(layer.Total, cost.Total)),
                Invariant($"{layer.Widths.Final}"),
                Invariant($"{layer.Widths.Prefix}"));
        }

        table.Add("all", Invariant($"{cost.Macs}"), "", "", Percent(cost.Relative), "", Widest(cost, layer => layer.Widths.Final), Widest(cost, layer => layer.Widths.Prefix));
        string relative = cost.Relative is decimal share ? $", {Percent(share)} of {cost.ExactTotal:0.##} with exact circuits" : "";
        return Invariant($"{table}MACs times {cost.Costs.Unit}: {cost.Total:0.##}{relative}\n")
            + $"note: {Meaning(cost)}\n"
            + "note: acc bits are proved enough for final sums in a register that wraps, prefix for sums on the way in one that saturates (qmac accumulators)\n";
    }

    public static string ToJson(NetworkCost cost, PlannedPackage planned)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            using (json.Object("model"))
            {
                json.Member("name", planned.Network.Graph.Name);
                json.Member("sha256", planned.Identity.Sha256);
            }

            OperatorRecord.Of(planned.Plan.Operators).Write(json, "operators");
            OperatorCostReport.WriteSource(json, cost.Costs);
            json.Member("macs", cost.Macs);
            json.Member("cost", (double)cost.Total);
            json.Member("exact", (double)cost.ExactTotal);
            if (cost.Relative is decimal relative)
            {
                json.Member("relative", (double)relative);
            }
            else
            {
                json.Null("relative");
            }

            using (json.Array("layers"))
            {
                foreach (LayerCost layer in cost.Layers)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", layer.Layer.Name);
                        json.Member("macs", layer.Layer.Macs);
                        json.Member("multiplier", layer.Operators.Multiplier.Spec);
                        json.Member("adder", layer.Operators.Adder.Spec);
                        json.Member("each", (double)layer.Each);
                        json.Member("cost", (double)layer.Total);
                        json.Member("accumulator_bits", layer.Widths.Final);
                        json.Member("prefix_bits", layer.Widths.Prefix);
                    }
                }
            }

            json.Member("meaning", Meaning(cost));
        }

        return json.ToString();
    }

    private static string Meaning(NetworkCost cost) =>
        $"{cost.Costs.Meaning}; {(cost.Costs.CountsAdders ? "each is a multiplier and an adder of 32 bits" : "adders are not counted")}";

    private static string Widest(NetworkCost cost, Func<LayerCost, int> bits) => Invariant($"{cost.Layers.Select(bits).DefaultIfEmpty().Max()}");

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : part / whole;

    private static string Percent(decimal? share) => share is decimal value ? Invariant($"{100 * value:0.0} %") : "";
}
