using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What the parts of engines take, as a section of a report: figures, and of lanes how many times those of the exact one they are.</summary>
internal static class EngineCostReport
{
    private const string Table = "a table, no circuit";
    private const string Sums = "sums of activations";
    private const string RealFactors = "float32 factors";
    private const string Quick = "mapped without the search for equal parts (abc -fast)";

    private static readonly string Skipped = $"skipped: yosys is not on PATH; {ExternalTool.Yosys.HowToInstall}";

    private static readonly string Meaning = $"levels lie between registers; {new GenericTarget().Meaning}";

    private static readonly string[] Titles = [.. new GateCount(0, 0, 0, 0, 0).Figures.Select(figure => figure.Title)];

    public static string ToText(EngineCosts costs)
    {
        if (costs.Tool is null)
        {
            return $"synthesis: {Skipped}\n";
        }

        TextTable table = new(["module", "circuits", .. Titles.SelectMany(title => new[] { $">{title}", ">x exact" }), ""]);
        foreach (LaneCost lane in costs.Lanes)
        {
            table.Add(
            [
                EngineSynthesis.LaneModule,
                lane.Operators.ToString(),
                .. Titles.SelectMany((_, i) => lane.Count is null ? ["", ""] : new[] { Invariant($"{lane.Count.Figures[i].Value}"), Invariant($"{Quotient(lane.Count, lane.Exact, i):0.00}") }),
                lane.Count is null ? Table : lane.HasSums ? $"with {Sums}" : "",
            ]);
        }

        foreach (RequantizerCost requantizer in costs.Requantizers)
        {
            table.Add(
            [
                EngineSynthesis.RequantizerModule,
                "",
                .. requantizer.Count.Figures.SelectMany(figure => new[] { Invariant($"{figure.Value}"), "" }),
                requantizer.HasRealFactors ? $"with {RealFactors}; {Quick}" : Quick,
            ]);
        }

        return $"\nsynthesis: {costs.Tool}; x exact: times the lane with exact circuits\n{table}{Meaning}\n";
    }

    /// <summary>Member <c>synthesis</c> of the open object.</summary>
    public static void Write(JsonWriter json, EngineCosts costs)
    {
        using (json.Object("synthesis"))
        {
            if (costs.Tool is null)
            {
                json.Member("skipped", Skipped);
                return;
            }

            json.Member("tool", costs.Tool);
            json.Member("meaning", Meaning);
            using (json.Array("lanes"))
            {
                foreach (LaneCost lane in costs.Lanes)
                {
                    using (json.Object())
                    {
                        Write(json, lane);
                    }
                }
            }

            using (json.Array("requantizers"))
            {
                foreach (RequantizerCost requantizer in costs.Requantizers)
                {
                    using (json.Object())
                    {
                        json.Member("module", EngineSynthesis.RequantizerModule);
                        json.Member("real_factors", requantizer.HasRealFactors);
                        Write(json, requantizer.Count);
                        json.Member("note", Quick);
                    }
                }
            }
        }
    }

    private static void Write(JsonWriter json, LaneCost lane)
    {
        json.Member("module", EngineSynthesis.LaneModule);
        json.Member("multiplier", lane.Operators.Multiplier.Spec);
        json.Member("adder", lane.Operators.Adder.Spec);
        json.Member("sums_activations", lane.HasSums);
        if (lane.Count is null)
        {
            json.Member("reason", Table);
            return;
        }

        Write(json, lane.Count);
        using (json.Object("of_exact_lane", inline: true))
        {
            for (int i = 0; i < Titles.Length; i++)
            {
                json.Member(lane.Count.Figures[i].Name, Quotient(lane.Count, lane.Exact, i));
            }
        }
    }

    private static void Write(JsonWriter json, GateCount count)
    {
        foreach (CostFigure figure in count.Figures)
        {
            json.Member(figure.Name, (long)figure.Value);
        }
    }

    /// <summary>Rounded to what such counts tell apart. An exact lane has some of everything.</summary>
    private static double Quotient(GateCount own, GateCount exact, int figure) => (double)decimal.Round(own.Figures[figure].Value / exact.Figures[figure].Value, 4);
}
