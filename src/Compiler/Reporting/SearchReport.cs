using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Search;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A front as text and as JSON.</summary>
internal static class SearchReport
{
    public const string Schema = "qmac.front/1";

    /// <summary>Name of the file of a point, as <c>--assign</c> reads it.</summary>
    /// <param name="index">From 0 on.</param>
    public static string AssignmentFile(int index) => Invariant($"point-{index + 1:00}.json");

    /// <summary>The front, then the uniform assignments.</summary>
    public static string ToText(SearchResult result)
    {
        bool isCertified = result.Front.Any(point => point.Certified is not null);
        TextTable table = new(["point", ">cost", ">searched", ">unseen", "95 % interval", ">max |diff|", .. isCertified ? (string[])[">local lsb", ">logit lsb"] : []]);
        foreach ((int index, FrontPoint point) in result.Front.Index())
        {
            table.Add(Row(index == result.Chosen ? $"{AssignmentFile(index)} *" : AssignmentFile(index), point, isCertified));
        }

        foreach (FrontPoint point in result.Uniform)
        {
            table.Add(Row($"all {point.Uniform}", point, isCertified));
        }

        return Invariant(
            $"{table}cost: {result.CostUnit} times MACs, of all layers exact; searched on {result.Searched.Samples} samples, {result.Evaluations} assignments; unseen: {result.Unseen.Samples} others{(result.Chosen is null ? "" : "; * chosen")}\n");
    }

    /// <summary>The text of <c>front.json</c>.</summary>
    public static string ToJson(SearchResult result)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            using (json.Object("model", inline: true))
            {
                json.Member("name", result.Model);
                json.Member("sha256", result.Package.Sha256);
            }

            using (json.Object("searched"))
            {
                result.Searched.Write(json);
            }

            using (json.Object("unseen"))
            {
                result.Unseen.Write(json);
            }

            json.Member("cost_unit", result.CostUnit);
            json.Member("population", result.Population);
            json.Member("generations", result.Generations);
            json.Member("seed", checked((long)result.Seed));
            json.Member("evaluations", result.Evaluations);
            if (result.Chosen is int chosen)
            {
                json.Member("chosen", AssignmentFile(chosen));
            }

            using (json.Array("front"))
            {
                foreach ((int index, FrontPoint point) in result.Front.Index())
                {
                    using (json.Object())
                    {
                        json.Member("assign", AssignmentFile(index));
                        Write(json, point);
                        using (json.Array("layers"))
                        {
                            foreach (NamedLayer layer in point.Point.Layers)
                            {
                                using (json.Object(inline: true))
                                {
                                    json.Member("name", layer.Name);
                                    json.Member("multiplier", layer.Operators.Multiplier);
                                    json.Member("adder", layer.Operators.Adder);
                                }
                            }
                        }
                    }
                }
            }

            using (json.Array("uniform"))
            {
                foreach (FrontPoint point in result.Uniform)
                {
                    using (json.Object())
                    {
                        json.Member("multiplier", point.Uniform!);
                        Write(json, point);
                    }
                }
            }
        }

        return json.ToString();
    }

    private static void Write(JsonWriter json, FrontPoint point)
    {
        json.Member("cost", point.Cost);
        Write(json, "searched", point.Searched);
        Write(json, "unseen", point.Unseen);
        if (point.Certified is CertifiedFigures certified)
        {
            using (json.Object("certified", inline: true))
            {
                json.Member("local_lsb", certified.LocalLsb);
                json.Member("logit_lsb", certified.LogitLsb);
                json.Member("trivial", certified.IsTrivial);
            }
        }
    }

    private static void Write(JsonWriter json, string name, ResultRow row)
    {
        using (json.Object(name, inline: true))
        {
            json.Member("samples", row.Samples);
            if (row.Measured.Correct is int correct)
            {
                json.Member("correct", correct);
                json.Member("exact_correct", row.Measured.ExactCorrect!.Value);
            }

            json.Member("max_lsb", row.Measured.MaxLsb);
            json.Member("mean_lsb", row.Measured.MeanLsb);
        }
    }

    private static string[] Row(string name, FrontPoint point, bool isCertified) =>
    [
        name,
        Invariant($"{point.Cost:0.0000}"),
        Percent(point.SearchedRate),
        Percent(point.UnseenRate),
        point.UnseenRate is { Interval: var (low, high) } ? Invariant($"{100 * low:0.0} to {100 * high:0.0} %") : "-",
        Invariant($"{point.Searched.Measured.MaxLsb}"),
        .. isCertified ? (string[])[Invariant($"{point.Certified!.LocalLsb}"), Invariant($"{point.Certified.LogitLsb}{(point.Certified.IsTrivial ? " (trivial)" : "")}")] : [],
    ];

    private static string Percent(Rate? rate) => rate is { } known ? Notes.Percent(known.Count, known.Total) : "-";
}
