using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Samples that a network gives their class, before a change and after it.</summary>
/// <param name="Name">Which samples.</param>
/// <param name="Samples">How many.</param>
/// <param name="Exact">Right with exact arithmetic: of the network that is the measure.</param>
/// <param name="Before">Right on the circuits, before.</param>
/// <param name="After">Right on the circuits, after.</param>
internal sealed record RecoveryAccuracy(string Name, int Samples, int Exact, int Before, int After)
{
    /// <summary>The part of what the circuits lost that came back, in percent; null where they lost nothing.</summary>
    public double? Recovered => Exact > Before ? 100.0 * (After - Before) / (Exact - Before) : null;

    /// <summary>Writes the member <c>accuracy</c>.</summary>
    public static void Write(JsonWriter json, IReadOnlyList<RecoveryAccuracy> all)
    {
        using (json.Array("accuracy"))
        {
            foreach (RecoveryAccuracy one in all)
            {
                using (json.Object(inline: true))
                {
                    json.Member("samples", one.Name);
                    json.Member("count", one.Samples);
                    json.Member("exact", one.Exact);
                    json.Member("before", one.Before);
                    json.Member("after", one.After);
                }
            }
        }
    }

    /// <summary>A table of them, ended by a line feed; empty without any.</summary>
    public static string ToText(IReadOnlyList<RecoveryAccuracy> all)
    {
        if (all.Count == 0)
        {
            return "";
        }

        TextTable table = new("samples", ">count", ">exact", ">before", ">after", ">recovered");
        foreach (RecoveryAccuracy one in all)
        {
            table.Add(
                one.Name, Invariant($"{one.Samples}"), Of(one.Exact), Of(one.Before), Of(one.After),
                one.Recovered is double percent ? Invariant($"{percent:0.0} %") : "-");

            string Of(int right) => Invariant($"{right} = {Notes.Percent(right, one.Samples)}");
        }

        return table.ToString();
    }
}
