using QMacVerify.Compiler.Evaluation;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Reporting;

/// <summary>The text of <c>evaluation.json</c>. Shares are fractions of 1, not percent; what does not apply is left out.</summary>
internal static class EvaluationJson
{
    /// <summary>Writes a record.</summary>
    public static string Write(EvaluationRecord record)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", EvaluationRecord.Schema);
            json.Member("version", Generators.Emit.ModelEmitter.ToolVersion);
            record.Package.WriteModel(json, record.Model);
            record.Operators.Write(json, "operators");
            WriteFigures(json, record);
        }

        return json.ToString();
    }

    /// <summary>Writes what was measured and on what, as members of an open object.</summary>
    public static void WriteFigures(JsonWriter json, EvaluationRecord record)
    {
        EvaluationResult result = record.Result;
        record.Data.Write(json);
        json.Member("samples", result.Samples);
        if (record.Steps > 1)
        {
            json.Member("steps", record.Steps);
        }

        json.Member("confidence", 0.95);
        if (result.Exact is ClassifierFigures exact)
        {
            json.Member("classes", Enumerable.Range(0, exact.Confusion.Count).Select(record.NameOf));
            WriteClassifier(json, "exact", exact);
        }

        if (!record.IsExact)
        {
            if (result.Approximate is ClassifierFigures approximate)
            {
                WriteClassifier(json, "approximate", approximate);
            }

            WriteComparison(json, result);
        }
    }

    private static void WriteClassifier(JsonWriter json, string name, ClassifierFigures figures)
    {
        using (json.Object(name))
        {
            figures.Top1.Write(json, "top1");
            figures.Top5?.Write(json, "top5");
            using (json.Object("margin_lsb", inline: true))
            {
                json.Member("least", figures.Margin.Least);
                json.Member("median", figures.Margin.Median);
                json.Member("mean", figures.Margin.Mean);
                json.Member("ties", figures.Margin.Ties);
            }

            using (json.Array("recall"))
            {
                foreach (Rate rate in figures.Recall)
                {
                    rate.Write(json, null);
                }
            }

            using (json.Array("confusion"))
            {
                foreach (IReadOnlyList<int> row in figures.Confusion)
                {
                    using (json.Array(inline: true))
                    {
                        foreach (int count in row)
                        {
                            json.Value(count);
                        }
                    }
                }
            }
        }
    }

    private static void WriteComparison(JsonWriter json, EvaluationResult result)
    {
        using (json.Object("comparison"))
        {
            result.Agreement?.Write(json, "agreement");
            if (result.Paired is McNemar test)
            {
                using (json.Object("mcnemar", inline: true))
                {
                    json.Member("only_exact_right", test.OnlyFirst);
                    json.Member("only_approximate_right", test.OnlySecond);
                    json.Member("p_value", test.PValue);
                }

                json.Member("verdict", result.Verdict!);
            }

            using (json.Array("outputs"))
            {
                foreach (OutputDeviation output in result.Outputs)
                {
                    using (json.Object())
                    {
                        json.Member("name", output.Name);
                        json.Member("elements", output.Elements);
                        json.Member("changed", output.Changed);
                        json.Member("mean_abs_lsb", output.MeanAbsolute);
                        json.Member("max_abs_lsb", output.Largest);
                        json.Member("bias_lsb", output.Bias);
                        json.Member("mean_abs_real", output.MeanAbsolute * output.Scale);
                        json.Member("max_abs_real", output.Largest * output.Scale);
                        if (output.Pearson is double correlation)
                        {
                            json.Member("pearson", correlation);
                        }
                    }
                }
            }
        }
    }
}
