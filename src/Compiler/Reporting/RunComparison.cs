using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Two runs of one model on the same inputs, compared code by code.</summary>
/// <param name="Samples">Samples of both runs.</param>
/// <param name="Baseline">Operators of the first run, as recorded in its run.json.</param>
/// <param name="Approx">Operators of the second run.</param>
/// <param name="Tensors">Outputs, then dumped tensors, by their keys in the npz files: codes in LSB, real numbers in their own unit.</param>
/// <param name="SameClass">Samples whose top-1 class of output 0 is the same in both.</param>
/// <param name="LabelCount">Number of labels given, 0 for none.</param>
/// <param name="BaselineCorrect">Samples that the first run classifies as labelled.</param>
/// <param name="ApproxCorrect">Samples that the second run classifies as labelled.</param>
internal sealed record RunComparison(
    int Samples,
    RunRecord Baseline,
    RunRecord Approx,
    IReadOnlyList<(string Name, DifferenceSum Difference)> Tensors,
    int SameClass,
    int LabelCount,
    int BaselineCorrect,
    int ApproxCorrect)
{
    public const string Schema = "qmac.diff/1";

    /// <summary>Names and scales of tensors, by their keys, where a run dumped them.</summary>
    public required IReadOnlyDictionary<string, (string Name, double? Scale)> Descriptions { get; init; }

    /// <summary>Compares the folders of two runs.</summary>
    /// <exception cref="InputException">The runs are of different models or inputs.</exception>
    public static RunComparison Of(string baselineFolder, string approxFolder, string? labelsFile)
    {
        RunRecord baseline = RunRecord.Read(baselineFolder);
        RunRecord approx = RunRecord.Read(approxFolder);
        NpzArchive exact = Open(Path.Combine(baselineFolder, RunRecord.OutputsFile));
        NpzArchive other = Open(Path.Combine(approxFolder, RunRecord.OutputsFile));
        if (baseline.GraphSha256 != approx.GraphSha256)
        {
            throw new InputException($"{baselineFolder} and {approxFolder} are runs of different models: {baseline.Model} and {approx.Model}.");
        }

        RequireEqualInputs(baselineFolder, exact, approxFolder, other);
        List<(string Name, DifferenceSum Difference)> tensors = [.. Compare(exact, other, name => name.StartsWith("output_", StringComparison.Ordinal))];
        string exactTensors = Path.Combine(baselineFolder, RunRecord.TensorsFile);
        string otherTensors = Path.Combine(approxFolder, RunRecord.TensorsFile);
        if (File.Exists(exactTensors) && File.Exists(otherTensors))
        {
            tensors.AddRange(Compare(Open(exactTensors), Open(otherTensors), _ => true));
        }

        if (exact["output_0"].Count == 0 || exact["output_0"].Shape.Length == 0)
        {
            throw new InputException($"{exact.Source} has no outputs to compare.");
        }

        int[] exactClasses = Accuracy.Classes(exact["output_0"]);
        int[] otherClasses = Accuracy.Classes(other["output_0"]);
        int samples = exactClasses.Length;
        int[]? labels = labelsFile is null ? null
            : Labels.ReadFile(labelsFile, samples, exact["output_0"].Count / samples, available: samples);
        return new RunComparison(
            samples,
            baseline,
            approx,
            tensors,
            Accuracy.CountCorrect(exactClasses, otherClasses),
            labels?.Length ?? 0,
            labels is null ? 0 : Accuracy.CountCorrect(exactClasses, labels),
            labels is null ? 0 : Accuracy.CountCorrect(otherClasses, labels))
        {
            Descriptions = RunRecord.Tensors(baselineFolder),
        };
    }

    /// <summary>The text of <c>diff_report.json</c>.</summary>
    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            Baseline.WriteModel(json);
            Baseline.Operators.Write(json, "baseline");
            Approx.Operators.Write(json, "approx");
            json.Member("samples", Samples);
            using (json.Object("top1", inline: true))
            {
                json.Member("agreement", (double)SameClass / Samples);
                json.Member("changed_classes", Samples - SameClass);
                if (LabelCount > 0)
                {
                    json.Member("baseline_accuracy", (double)BaselineCorrect / Samples);
                    json.Member("approx_accuracy", (double)ApproxCorrect / Samples);
                }
            }

            using (json.Array("tensors"))
            {
                foreach ((string name, DifferenceSum difference) in Tensors)
                {
                    using (json.Object(inline: true))
                    {
                        json.Member("name", name);
                        json.Member("elements", difference.Count);
                        json.Member("max_abs_lsb", difference.Max);
                        json.Member("mean_abs_lsb", difference.MeanAbsolute);
                        json.Member("changed_fraction", difference.ChangedFraction);
                    }
                }
            }
        }

        return json.ToString();
    }

    /// <summary>The same for the terminal.</summary>
    public string ToText()
    {
        bool isDescribed = Tensors.Any(tensor => Descriptions.ContainsKey(tensor.Name));
        TextTable table = new(
            ["tensor", .. isDescribed ? (string[])["name"] : [], ">elements", ">max |diff|", ">mean |diff|", ">changed", .. isDescribed ? (string[])[">max, real"] : []]);
        foreach ((string key, DifferenceSum difference) in Tensors)
        {
            (string name, double? scale) = Descriptions.GetValueOrDefault(key, ("", null));
            table.Add(
            [
                key,
                .. isDescribed ? (string[])[name] : [],
                Text.Invariant($"{difference.Count}"),
                Text.Invariant($"{difference.Max}"),
                Text.Invariant($"{difference.MeanAbsolute:0.0000}"),
                Notes.Percent(difference.Changed, difference.Count),
                .. isDescribed ? (string[])[scale is double unit ? Figures.Short(difference.Max * unit) : ""] : [],
            ]);
        }

        string units = $"|diff|: in LSB of a tensor's codes, of tensors without codes in their own unit{(isDescribed ? "; real: times the scale" : "")}\n";
        string classes = $"top-1: the same class for {SameClass} of {Samples} samples, {Notes.Percent(SameClass, Samples)}\n";
        return LabelCount == 0
            ? $"{table}{units}{classes}"
            : $"{table}{units}{classes}top-1 accuracy: baseline {Notes.Percent(BaselineCorrect, Samples)}, approx {Notes.Percent(ApproxCorrect, Samples)}\n";
    }

    /// <summary>An archive that messages name by its whole path: both runs have files of the same names.</summary>
    private static NpzArchive Open(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return NpzArchive.Read(stream, path);
    }

    private static void RequireEqualInputs(string baselineFolder, NpzArchive exact, string approxFolder, NpzArchive other)
    {
        foreach (string name in exact.Names.Union(other.Names).Where(name => name.StartsWith("input_", StringComparison.Ordinal)))
        {
            if (!exact.Contains(name) || !other.Contains(name) || ContentHash.Of(exact[name]) != ContentHash.Of(other[name]))
            {
                throw new InputException($"{name} of {baselineFolder} is not that of {approxFolder}: run both on the same inputs.");
            }
        }
    }

    /// <summary>Files of a run may have been edited: what is compared must be what models compute, and as much of it.</summary>
    private static void RequireComparable(string name, NpzArchive exact, NpzArchive other)
    {
        foreach (NpzArchive archive in (NpzArchive[])[exact, other])
        {
            if (!archive.Contains(name))
            {
                throw new InputException($"{archive.Source} has no {name}, which the other run has.");
            }

            if (archive[name].Type is not (Runtime.ElementType.Int8 or Runtime.ElementType.UInt8 or Runtime.ElementType.Int32 or Runtime.ElementType.Float32))
            {
                throw new InputException($"{name} of {archive.Source} is {archive[name]}, expected int8, uint8, int32 or float32.");
            }
        }

        if (exact[name].Type != other[name].Type || !exact[name].Shape.SequenceEqual(other[name].Shape))
        {
            throw new InputException($"{name} is {exact[name]} in {exact.Source} and {other[name]} in {other.Source}, expected equal types and shapes.");
        }
    }

    private static IEnumerable<(string Name, DifferenceSum Difference)> Compare(NpzArchive exact, NpzArchive other, Func<string, bool> isWanted)
    {
        foreach (string name in exact.Names.Where(isWanted))
        {
            RequireComparable(name, exact, other);
            DifferenceSum difference = new();
            difference.Add(exact[name].ToDoubles(), other[name].ToDoubles());
            yield return (name, difference);
        }
    }
}
