using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Demo;

/// <summary>The whole pipeline on a built-in network and freshly drawn digits.</summary>
/// <param name="ModelName">A built-in model that classifies digits.</param>
/// <param name="Multiplier">The approximate multiplier.</param>
/// <param name="Adder">The approximate adder.</param>
/// <param name="Vectors">Random vectors of the adder check.</param>
internal sealed record DemoPipeline(string ModelName, ResolvedMultiplier Multiplier, Adder Adder, int Vectors)
{
    private const int StepWidth = 19;

    private OperatorPair Operators => new(Multiplier.Multiplier, Adder);

    private string PackageFolder => Path.Combine("export", ModelName);

    private string BaselineFolder => Path.Combine("results", "baseline", ModelName);

    private string ApproxFolder => Path.Combine("results", "approx", ModelName);

    private string CompareFolder => Path.Combine("results", "compare", ModelName);

    private string DemoFolder => Path.Combine("results", "demo", ModelName);

    private string ConstraintsFile => Path.Combine("constraints", ModelName, "D_sound.json");

    private string GeneratedFolder => Path.Combine("generated", ModelName);

    /// <summary>Runs every step, writing below the current folder.</summary>
    /// <returns>Whether the operator check failed.</returns>
    public bool HasFailure(TextWriter console, CancellationToken cancellation)
    {
        Package package = ModelPackage.Write(
            PackageFolder, TfliteImporter.Import(BuiltInModels.Open(ModelName), ModelName, ModelName));
        Report(console, "export", ModelReport.Of(package.Network, package.Identity).Summary, PackageFolder);

        DigitSample[] digits = DemoDigits.Draw();
        SampleBatch samples = WriteSamples(digits);
        ModelRun exact = Execute(package, OperatorPair.Exact, samples, BaselineFolder, cancellation);
        Report(console, "exact run", AccuracyOf(exact, digits), BaselineFolder);
        ModelRun approximate = Execute(package, Operators, samples, ApproxFolder, cancellation);
        Report(console, "approximate run", $"{AccuracyOf(approximate, digits)}, {Operators}", ApproxFolder);
        WriteContactSheet(digits, exact, approximate);

        RunComparison comparison = RunComparison.Of(BaselineFolder, ApproxFolder, Path.Combine(DemoFolder, "labels.npy"));
        AtomicFile.WriteAllText(Path.Combine(CompareFolder, "diff_report.json"), comparison.ToJson());
        DifferenceSum output = comparison.Tensors[0].Difference;
        Report(
            console,
            "compare",
            Text.Invariant($"{digits.Length - comparison.SameClass} of {digits.Length} classes changed, logits off by at most {output.Max} LSB, {output.MeanAbsolute:0.000} on average"),
            CompareFolder);

        bool hasFailure = CheckOperators(console, cancellation);

        ConstraintsResult bounds = Constraints.Compute(package.Network, approximate.Planned.Plan.Operators, InputRegion.Full);
        string constraints = ConstraintsWriter.Write(bounds, package.Identity);
        AtomicFile.WriteAllText(ConstraintsFile, constraints);
        Report(console, "constraints", Describe(bounds), ConstraintsFile);

        cancellation.ThrowIfCancellationRequested();
        ExecutionPlan plan = approximate.Planned.Plan;
        RecordedRun run = RecordedRun.OfRandom(package.Network, plan.Operators);
        StandaloneProject.Write(
            GeneratedFolder, package, plan, constraints, run, StandaloneProject.FindBenchLayer(plan, null), _ => Multiplier.Origin,
            EngineFolder.Files(package.Network, plan.Operators, run, _ => Multiplier.Origin));
        Report(console, "compile", $"dotnet run -c Release --project {GeneratedFolder} -- {Path.Combine(DemoFolder, "samples.npy")}", GeneratedFolder);

        if (Operators.Note is string note)
        {
            console.WriteLine($"note: {note}");
        }

        console.WriteLine($"contact sheet of the samples: {Path.Combine(DemoFolder, "contact_sheet.png")}");
        return hasFailure;
    }

    /// <summary>A circuit of the user takes every tool: its table stands for it everywhere else.</summary>
    private bool CheckOperators(TextWriter console, CancellationToken cancellation)
    {
        string folder = Path.Combine("results", "opcheck");
        if (Multiplier.Multiplier.Verilog is not null)
        {
            OperatorCheckSummary check = RunProgress.Show("opcheck", () => OperatorChecker.Run(Operators, Vectors, seed: 0, folder, cancellation));
            Report(console, "opcheck multiplier", OperatorCheckText.Verdict(check.Multiplier), check.MultiplierFile);
            Report(console, "opcheck adder", OperatorCheckText.Verdict(check.Adder), check.AdderFile);
            return check.HasFailure;
        }

        OperatorCheckResult result = RunProgress.Show("opcheck", () => OperatorChecker.RunAll(
            new CheckRequest([Multiplier], [Adder], Vectors, Seed: 0), CheckEnvironment.AllInstalled(), cancellation));
        string file = OperatorCheckText.WriteFiles(result, folder, "op");
        foreach (OperatorVerdict verdict in result.Verdicts)
        {
            Report(console, $"opcheck {verdict.Principal.Kind.Name()}", OperatorCheckText.Verdict(verdict.Principal), file);
        }

        return result.HasFailure;
    }

    /// <summary>A step that has ended, and below it where its files are.</summary>
    private static void Report(TextWriter console, string step, string result, string files)
    {
        console.WriteLine($"{step,-StepWidth}  {result}");
        console.WriteLine($"{"",-StepWidth}  -> {files}");
    }

    private static ModelRun Execute(Package package, OperatorPair operators, SampleBatch samples, string folder, CancellationToken cancellation)
    {
        ModelRun run = RunProgress.Show(operators == OperatorPair.Exact ? "exact run" : "approximate run", samples.Count, step => ModelRun.Execute(
            PlannedNetwork.Of(package.Network, operators), RunSettings.Default with { Engine = EngineKind.Compiled }, samples, dumpTensors: true, step, cancellation));
        run.Write(folder, package.Identity);
        return run;
    }

    private SampleBatch WriteSamples(DigitSample[] digits)
    {
        NpyArray images = DemoDigits.Images(digits);
        AtomicFile.WriteAllBytes(Path.Combine(DemoFolder, "samples.npy"), NpyFormat.ToBytes(images));
        AtomicFile.WriteAllBytes(Path.Combine(DemoFolder, "labels.npy"), NpyFormat.ToBytes(DemoDigits.Labels(digits)));
        return new SampleBatch(digits.Length, [images]);
    }

    private void WriteContactSheet(DigitSample[] digits, ModelRun exact, ModelRun approximate)
    {
        int[] exactClasses = Accuracy.Classes(exact.Outputs[0]);
        int[] approximateClasses = Accuracy.Classes(approximate.Outputs[0]);
        AtomicFile.WriteAllBytes(
            Path.Combine(DemoFolder, "contact_sheet.png"),
            ContactSheet.ToPng([.. digits.Select((digit, i) => new ContactSheetEntry(digit, exactClasses[i], approximateClasses[i]))]));
    }

    private static string AccuracyOf(ModelRun run, DigitSample[] digits)
    {
        int correct = Accuracy.CountCorrect(Accuracy.Classes(run.Outputs[0]), [.. digits.Select(digit => digit.Label)]);
        return $"{correct} of {digits.Length} digits right, {Notes.Percent(correct, digits.Length)}";
    }

    private static string Describe(ConstraintsResult bounds) => Text.Invariant(
        $"{bounds.Layers.Count} layers, accumulators of at most {bounds.Layers.Max(layer => layer.Prefix.Bits)} bits, overflow {(bounds.Layers.Any(layer => layer.MayOverflow) ? "possible" : "never")}");
}
