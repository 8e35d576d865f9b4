using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>The cost of a multiplier as text and as JSON.</summary>
internal static class OperatorCostReport
{
    private const string Schema = "qmac.operator_cost/1";
    private const string Reason = "yosys is not on PATH; to install it: apt-get install yosys";
    private const string Meaning = "generic gates rank circuits; they are not an area, and depend on how the Verilog is written";

    public static string ToText(OperatorCost cost)
    {
        TextTable table = new("multiplier", ">gates", ">gate levels", ">4-LUTs", ">LUT levels");
        foreach ((string name, GateCount counts) in (ReadOnlySpan<(string, GateCount)>)[(cost.Spec, cost.Counts), ("exact", cost.Exact)])
        {
            table.Add(name, Invariant($"{counts.Gates}"), Invariant($"{counts.GateLevels}"), Invariant($"{counts.Luts}"), Invariant($"{counts.LutLevels}"));
        }

        return $"{table}note: {Meaning}\n";
    }

    public static string ToJson(OperatorCost cost)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("spec", cost.Spec);
            json.Member("status", "done");
            Write(json, "cost", cost.Counts);
            Write(json, "exact", cost.Exact);
            json.Member("meaning", Meaning);
        }

        return json.ToString();
    }

    /// <summary>Nothing was counted.</summary>
    public static string Skipped(string spec, bool asJson)
    {
        if (!asJson)
        {
            return $"skipped: {Reason}\n";
        }

        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("spec", spec);
            json.Member("status", "skipped");
            json.Member("reason", Reason);
        }

        return json.ToString();
    }

    private static void Write(JsonWriter json, string name, GateCount counts)
    {
        using (json.Object(name, inline: true))
        {
            json.Member("gates", counts.Gates);
            json.Member("gate_levels", counts.GateLevels);
            json.Member("luts", counts.Luts);
            json.Member("lut_levels", counts.LutLevels);
        }
    }
}
