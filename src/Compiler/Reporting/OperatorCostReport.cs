using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>The cost of a multiplier as text and as JSON.</summary>
internal static class OperatorCostReport
{
    private const string Schema = "qmac.operator_cost/1";

    public static string ToText(OperatorCost cost)
    {
        TextTable table = new(["circuit", .. cost.Own.Figures.Select(figure => $">{figure.Title}")]);
        foreach ((string name, CircuitCost own) in ((string, CircuitCost)[])
            [(cost.Resolved.Multiplier.Spec, cost.Own), ("exact", cost.Exact), .. cost.Adder is CircuitCost adder ? ((string, CircuitCost)[])[("exact adder, 32 bits", adder)] : []])
        {
            table.Add([name, .. own.Figures.Select(figure => Invariant($"{figure.Value:0.######}"))]);
        }

        return $"{table}{string.Concat(NotesOf(cost).Select(note => $"note: {note}\n"))}";
    }

    public static string ToJson(OperatorCost cost)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("spec", cost.Resolved.Multiplier.Spec);
            WriteSource(json, cost.Costs);
            Write(json, "cost", cost.Own);
            Write(json, "exact", cost.Exact);
            if (cost.Adder is CircuitCost adder)
            {
                Write(json, "exact_adder", adder);
            }

            json.Member("meaning", string.Join("; ", NotesOf(cost)));
        }

        return json.ToString();
    }

    /// <summary>Writes where costs come from, and in which unit they are.</summary>
    public static void WriteSource(JsonWriter json, OperatorCosts costs)
    {
        json.Member("source", costs.Source);
        json.Member("unit", costs.Unit);
        if (costs.Sha256 is string sha256)
        {
            json.Member("source_sha256", sha256);
        }
    }

    private static IEnumerable<string> NotesOf(OperatorCost cost)
    {
        yield return cost.Costs.Meaning;
        if (cost.Resolved.Origin is { Wrapping: not OperandWrapping.Int8 and OperandWrapping wrapping } && cost.Costs is not TableCosts)
        {
            yield return $"the circuit alone, without its wrapper {wrapping.Name()}";
        }
    }

    private static void Write(JsonWriter json, string name, CircuitCost cost)
    {
        using (json.Object(name, inline: true))
        {
            foreach (CostFigure figure in cost.Figures)
            {
                json.Member(figure.Name, (double)figure.Value);
            }
        }
    }
}
