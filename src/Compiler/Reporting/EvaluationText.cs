using System.Text;
using QMacVerify.Compiler.Evaluation;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>An evaluation for the terminal, and the content of <c>evaluation.txt</c>.</summary>
internal static class EvaluationText
{
    /// <summary>The most classes whose confusion matrix fits a page; the JSON has all.</summary>
    private const int MaxConfusionClasses = 20;

    /// <summary>Writes a record.</summary>
    public static string Write(EvaluationRecord record)
    {
        EvaluationResult result = record.Result;
        StringBuilder text = new();
        string split = record.Data.Split is string part ? $", part {part}" : "";
        string skipped = record.Data.Skipped > 0 ? Invariant($", {record.Data.Skipped} that could not be read left out") : "";
        text.Append(Escape(Invariant($"{record.Model} on {record.Data.Name}{split}: {result.Samples} samples{skipped}, {Operators(record)}"))).Append('\n');
        text.Append($"data sha256 {record.Data.Sha256}\n\n");
        if (result.Exact is ClassifierFigures exact)
        {
            ClassifierFigures? approximate = record.IsExact ? null : result.Approximate;
            text.Append(Figures(exact, approximate)).Append('\n');
            text.Append(Recall(record, exact, approximate)).Append('\n');
            if (exact.Confusion.Count <= MaxConfusionClasses)
            {
                text.Append($"confusion of the {(approximate is null ? "exact" : "approximate")} network, labels down, classes found across\n");
                text.Append(Confusion(record, approximate ?? exact)).Append('\n');
            }
        }

        if (record.IsExact)
        {
            text.Append("all operators are exact: there is nothing to compare\n");
            return text.ToString();
        }

        text.Append(Outputs(result));
        if (result.Agreement is Rate agreement)
        {
            text.Append($"the same class in both: {Show(agreement)}\n");
        }

        return text.Append(result.Verdict is string verdict ? $"top-1: {verdict}\n" : "").ToString();
    }

    private static string Operators(EvaluationRecord record) =>
        $"amul {record.Operators.Default.Multiplier}, aadd {record.Operators.Default.Adder}{(record.Operators.Layers.Count > 0 ? Invariant($", others in {record.Operators.Layers.Count} layers") : "")}";

    private static TextTable Figures(ClassifierFigures exact, ClassifierFigures? approximate)
    {
        TextTable table = Table(approximate, "figure");
        Row("top-1", figures => Show(figures.Top1));
        if (exact.Top5 is not null)
        {
            Row("top-5", figures => Show(figures.Top5!.Value));
        }

        Row("margin in codes: least", figures => Reporting.Figures.Short(figures.Margin.Least));
        Row("margin: median", figures => Reporting.Figures.Short(figures.Margin.Median));
        Row("margin: mean", figures => Reporting.Figures.Short(figures.Margin.Mean));
        return table;

        void Row(string name, Func<ClassifierFigures, string> show) =>
            table.Add([name, show(exact), .. approximate is null ? (string[])[] : [show(approximate)]]);
    }

    private static TextTable Recall(EvaluationRecord record, ClassifierFigures exact, ClassifierFigures? approximate)
    {
        TextTable table = Table(approximate, "recall of class");
        for (int label = 0; label < exact.Confusion.Count; label++)
        {
            if (exact.Recall[label].Total > 0)
            {
                table.Add([record.NameOf(label), Show(exact.Recall[label]), .. approximate is null ? (string[])[] : [Show(approximate.Recall[label])]]);
            }
        }

        return table;
    }

    private static TextTable Table(ClassifierFigures? approximate, string first) =>
        approximate is null ? new TextTable(first, "exact") : new TextTable(first, "exact", "approximate");

    private static TextTable Confusion(EvaluationRecord record, ClassifierFigures figures)
    {
        int classes = figures.Confusion.Count;
        TextTable table = new(["label", .. Enumerable.Range(0, classes).Select(label => Invariant($">{label}"))]);
        for (int label = 0; label < classes; label++)
        {
            string name = record.NameOf(label) is string known && known != Invariant($"{label}") ? Invariant($"{label} {known}") : Invariant($"{label}");
            table.Add([name, .. figures.Confusion[label].Select(count => Invariant($"{count}"))]);
        }

        return table;
    }

    private static TextTable Outputs(EvaluationResult result)
    {
        TextTable table = new("output", ">changed", ">mean |diff|", ">largest", ">bias", ">mean, real", ">largest, real", ">correlation");
        foreach (OutputDeviation output in result.Outputs)
        {
            table.Add(
                output.Name,
                Invariant($"{100.0 * output.Changed / Math.Max(1, output.Elements):0.00} %"),
                Reporting.Figures.Short(output.MeanAbsolute),
                Reporting.Figures.Short(output.Largest),
                Reporting.Figures.Short(output.Bias),
                Reporting.Figures.Short(output.MeanAbsolute * output.Scale),
                Reporting.Figures.Short(output.Largest * output.Scale),
                output.Pearson is double correlation ? Invariant($"{correlation:0.000000}") : "-");
        }

        return table;
    }

    /// <summary>Count, share, and the interval of the share at 95 %.</summary>
    private static string Show(Rate rate) => Invariant(
        $"{rate.Count} of {rate.Total}, {100 * rate.Value:0.00} % ({100 * rate.Interval.Low:0.00} to {100 * rate.Interval.High:0.00})");
}
