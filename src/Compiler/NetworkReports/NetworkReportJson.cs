using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>Writes a <see cref="NetworkReport"/> as JSON, schema <c>qmac.report/1</c>. What was not looked at is null.</summary>
internal static class NetworkReportJson
{
    public static string Write(NetworkReport report)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", NetworkReport.Schema);
            json.Member("version", Generators.Emit.ModelEmitter.ToolVersion);
            using (json.Object("model", inline: true))
            {
                json.Member("name", report.Graph.Name);
                json.Member("format", report.Graph.Source.Format);
                json.Member("sha256", report.Model.Package.Sha256);
            }

            using (json.Object("totals", inline: true))
            {
                json.Member("nodes", report.Model.Layers.Count);
                json.Member("parameters", report.Model.Parameters);
                json.Member("macs", report.Model.Macs);
                json.Member("accumulator_bits", report.AccumulatorBits);
            }

            WriteBounds(json, report);
            using (json.Array("layers"))
            {
                for (int i = 0; i < report.Model.Layers.Count; i++)
                {
                    WriteLayer(json, report, i);
                }
            }

            WriteMultipliers(json, report);
            WriteEvaluation(json, report.Evaluation);
            WriteFront(json, report.Front);
            WriteOpcheck(json, report.Opcheck);
            using (json.Array("claims"))
            {
                foreach (Claim claim in Claim.Of(report))
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("claim", claim.Text);
                        json.Member("standing", claim.StandingName);
                        json.Member("with", claim.Tool);
                    }
                }
            }
        }

        return json.ToString();
    }

    private static void WriteBounds(JsonWriter json, NetworkReport report)
    {
        using (json.Object("bounds"))
        {
            json.Member("region", report.Sound.Region.Kind);
            json.Member("searched_inputs", report.Searched?.Observation!.Samples ?? 0);
            json.Member("seed", checked((long)(report.Searched?.Observation!.Seed ?? 0)));
            json.Member("observed_samples", report.Observed?.Observation!.Samples ?? 0);
            using (json.Object("check", inline: true))
            {
                json.Member("accepted", report.Check.IsAccepted);
                json.Member("layers", report.Check.Layers);
                json.Member("tensors", report.Check.Tensors);
                json.Member("unchecked_nodes", report.Check.UncheckedNodes);
            }
        }
    }

    private static void WriteLayer(JsonWriter json, NetworkReport report, int index)
    {
        LayerReport layer = report.Model.Layers[index];
        using (json.Object())
        {
            json.Member("name", layer.Node.Name);
            json.Member("op", layer.Node.Op);
            json.Member("shape", layer.Output.Shape);
            json.Member("dtype", layer.Output.ModelType.Name());
            json.Member("parameters", layer.Parameters);
            json.Member("macs", layer.Macs);
            if (report.BoundsOf(index) is LayerRanges ranges)
            {
                json.Member("multiplier", ranges.Sound.Operators.Multiplier.Spec);
                json.Member("adder", ranges.Sound.Operators.Adder.Spec);
                json.Member("taps", ranges.Sound.Node.Taps);
                json.Member("bits", ranges.Sound.Sum.Bits);
                json.Member("prefix_bits", ranges.Sound.Prefix.Bits);
                json.Member("may_overflow", ranges.Sound.MayOverflow);
                Write(json, "sound", ranges.Sound.Acc, ranges.Sound.Output);
                Write(json, "searched", ranges.Searched);
                Write(json, "observed", ranges.Observed);
                if (ranges.Tightness.Quotient is double quotient)
                {
                    json.Member("sound_over_seen", quotient);
                }
            }
        }
    }

    private static void Write(JsonWriter json, string name, LayerBounds? seen)
    {
        if (seen is null)
        {
            json.Null(name);
        }
        else
        {
            Write(json, name, seen.Acc, seen.Output);
        }
    }

    private static void Write(JsonWriter json, string name, Interval accumulator, Interval codes)
    {
        using (json.Object(name, inline: true))
        {
            json.Member("accumulator", (long[])[accumulator.Lower, accumulator.Upper]);
            json.Member("output", (long[])[codes.Lower, codes.Upper]);
        }
    }

    private static void WriteMultipliers(JsonWriter json, NetworkReport report)
    {
        using (json.Array("multipliers"))
        {
            foreach (MultiplierReport multiplier in report.Multipliers)
            {
                using (json.Object())
                {
                    json.Member("spec", multiplier.Multiplier.Spec);
                    json.Member("description", multiplier.Multiplier.Description);
                    json.Member("sha256", multiplier.Sha256);
                    json.Member("layers", multiplier.Layers);
                    json.Member("macs", multiplier.Macs);
                    Figures.Write(json, multiplier.Metrics);
                }
            }
        }
    }

    private static void WriteEvaluation(JsonWriter json, EvaluationRecord? evaluation)
    {
        if (evaluation is null)
        {
            json.Null("evaluation");
            return;
        }

        using (json.Object("evaluation"))
        {
            EvaluationJson.WriteFigures(json, evaluation);
        }
    }

    private static void WriteFront(JsonWriter json, FrontRecord? front)
    {
        if (front is null)
        {
            json.Null("front");
            return;
        }

        using (json.Object("front"))
        {
            json.Member("cost_unit", front.CostUnit);
            json.Member("evaluations", front.Evaluations);
            json.Member("seed", front.Seed);
            using (json.Array("points"))
            {
                foreach (FrontEntry entry in front.All)
                {
                    using (json.Object())
                    {
                        json.Member("name", entry.Name);
                        json.Member("uniform", entry.IsUniform);
                        json.Member("chosen", entry.IsChosen);
                        json.Member("reported", entry.IsReported);
                        json.Member("cost", entry.Cost);
                        Write(json, "searched", entry.Searched);
                        Write(json, "unseen", entry.Unseen);
                        if (entry.LogitLsb is int logits)
                        {
                            json.Member("logit_lsb", logits);
                            json.Member("trivial", entry.IsTrivial);
                        }
                    }
                }
            }
        }
    }

    private static void Write(JsonWriter json, string name, FrontFigures figures)
    {
        using (json.Object(name, inline: true))
        {
            figures.Accuracy?.Write(json, "accuracy");
            json.Member("max_lsb", figures.MaxLsb);
            json.Member("mean_lsb", figures.MeanLsb);
        }
    }

    private static void WriteOpcheck(JsonWriter json, IReadOnlyList<OperatorEvidence>? opcheck)
    {
        if (opcheck is null)
        {
            json.Null("opcheck");
            return;
        }

        using (json.Array("opcheck"))
        {
            foreach (OperatorEvidence evidence in opcheck)
            {
                using (json.Object(inline: true))
                {
                    json.Member("kind", evidence.Kind);
                    json.Member("spec", evidence.Spec);
                    json.Member("status", evidence.Status);
                }
            }
        }
    }
}
