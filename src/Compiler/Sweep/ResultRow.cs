using System.Globalization;
using QMacVerify.Compiler.Evaluation;

namespace QMacVerify.Compiler.Sweep;

/// <summary>What an assignment of circuits was measured to be worth.</summary>
/// <param name="Key">Lower-case hex SHA-256 of package, operators and data: what the row is a function of.</param>
/// <param name="Model">Name of the network.</param>
/// <param name="PackageSha256">Of its package.</param>
/// <param name="Layers">Which layers have the circuits, in words.</param>
/// <param name="Multiplier">Spec of their multiplier, as the user gave it.</param>
/// <param name="Adder">Spec of their adder.</param>
/// <param name="OperatorsSha256">Of what each layer's circuits compute.</param>
/// <param name="Assignment">The text of the <c>--assign</c> file.</param>
/// <param name="Data">Name of the data set, and of its part.</param>
/// <param name="DataSha256">Of its samples and labels.</param>
/// <param name="Samples">Samples that were run.</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Version">Of this program.</param>
internal sealed record ResultRow(
    string Key,
    string Model,
    string PackageSha256,
    string Layers,
    string Multiplier,
    string Adder,
    string OperatorsSha256,
    string Assignment,
    string Data,
    string DataSha256,
    int Samples,
    Measurement Measured,
    string Version)
{
    /// <summary>The columns that <c>--csv</c> writes.</summary>
    public static string CsvHeader { get; } =
        "model,layers,multiplier,adder,data,samples,correct,exact_correct,gained,lost,same_class,top5,max_lsb,mean_lsb,version,package_sha256,operators_sha256,data_sha256";

    /// <summary>The row as a line of CSV.</summary>
    public string ToCsv() => string.Join(',', ((object?[])
    [
        Model, Layers, Multiplier, Adder, Data, Samples, Measured.Correct, Measured.ExactCorrect, Measured.Gained, Measured.Lost, Measured.SameClass,
        Measured.Top5, Measured.MaxLsb, Measured.MeanLsb, Version, PackageSha256, OperatorsSha256, DataSha256,
    ]).Select(Field));

    /// <summary>In quotes where a reader could take it apart.</summary>
    private static string Field(object? value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny([',', '"', '\n', '\r']) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}

/// <summary>Approximate outputs beside exact ones, and labels.</summary>
/// <param name="Correct">Samples that the approximate network classifies rightly; null without labels.</param>
/// <param name="ExactCorrect">Those of the exact network.</param>
/// <param name="Gained">Samples that only the approximate network classifies rightly.</param>
/// <param name="Lost">Those that only the exact one does.</param>
/// <param name="SameClass">Samples with the same class on both sides; null where outputs are no classes.</param>
/// <param name="Top5">Samples whose label is among the five greatest outputs; null without labels.</param>
/// <param name="MaxLsb">The greatest difference of an output, in codes.</param>
/// <param name="MeanLsb">The mean of all differences' magnitudes.</param>
internal sealed record Measurement(int? Correct, int? ExactCorrect, int? Gained, int? Lost, int? SameClass, int? Top5, double MaxLsb, double MeanLsb)
{
    /// <summary>The figures of a row.</summary>
    public static Measurement Of(EvaluationResult result) => new(
        result.Approximate?.Top1.Count,
        result.Exact?.Top1.Count,
        result.Paired?.OnlySecond,
        result.Paired?.OnlyFirst,
        result.Agreement?.Count,
        result.Approximate?.Top5?.Count,
        result.Outputs.Max(output => output.Largest),
        result.Outputs.Sum(output => output.MeanAbsolute * output.Elements) / result.Outputs.Sum(output => output.Elements));
}
