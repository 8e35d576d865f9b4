using System.Globalization;
using System.Text.Json;
using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Top-1 of real networks on the published circuits of the shared folder: what docs/circuits.md shows.</summary>
internal static class CircuitAccuracy
{
    /// <summary>Name of the CPU time of ResNet8 on all circuits, compilation included.</summary>
    public const string ResNet8Cost = "ResNet8 on the published circuits";

    private const int PublishedCircuits = 29;

    private static readonly string[] Networks = [SharedModel.ResNet8, "kws_dscnn"];

    /// <summary>A row for the exact product and for each table; unsigned circuits are wrapped by sign and magnitude.</summary>
    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        if (SharedMaterial.Folder is not string folder)
        {
            run.Skip("circuits", "the shared folder with models and operators is not there");
            yield break;
        }

        using JsonDocument published = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "operators", "metrics.json")));
        LabelledNetwork[] networks = [.. Networks.Select(name => LabelledNetwork.Read(Path.Combine(folder, "models", name)))];
        BenchmarkTable table = new(
            "Circuits: samples that real networks classify rightly.",
            "circuit", ["power, mW", "MAE", "bias", .. networks.Select(network => $"{network.Name}, of {network.Samples.Count}")]);
        Row(table, "exact", "", "0", "0", networks, new ExactMultiplier());
        double secondsOfExact = networks[0].Seconds;
        string[] files = [.. Directory.GetFiles(Path.Combine(folder, "operators"), "*.npy").Order(StringComparer.Ordinal)];
        foreach (string file in files)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            bool isSigned = name.StartsWith("mul8s", StringComparison.Ordinal);
            Multiplier multiplier = OperatorResolver.Multiplier($"table:{file},{(isSigned ? "signed" : "unsigned,wrap=sign_magnitude")}").Multiplier;
            ErrorMetrics errors = ErrorMetrics.Of(MultiplierTable.Of(multiplier), -128);
            Row(
                table,
                name,
                published.RootElement.GetProperty(name).GetProperty("PDK45_PWR").GetDouble().ToString("0.0000", CultureInfo.InvariantCulture),
                errors.Mae.ToString("0.##", CultureInfo.InvariantCulture),
                errors.Bias.ToString("0.##", CultureInfo.InvariantCulture),
                networks,
                multiplier);
        }

        if (files.Length == PublishedCircuits)
        {
            run.Cost(ResNet8Cost, new Figure(networks[0].Seconds - secondsOfExact));
        }
        else
        {
            run.Skip(ResNet8Cost, Invariant($"{files.Length} circuits are there, not {PublishedCircuits}"));
        }

        yield return table;
    }

    private static void Row(BenchmarkTable table, string circuit, string power, string mae, string bias, LabelledNetwork[] networks, Multiplier multiplier) =>
        table.Add(circuit, [power, mae, bias, .. networks.Select(network => (Cell?)network.CountCorrect(multiplier).ToString(CultureInfo.InvariantCulture))]);

    /// <summary>A network with all samples and labels of its folder.</summary>
    private sealed record LabelledNetwork(string Name, Network Model, SampleBatch Samples, int[] Labels)
    {
        /// <summary>CPU time of all counting so far, of all threads: planning, compilation and runs.</summary>
        public double Seconds { get; private set; }

        public static LabelledNetwork Read(string folder)
        {
            string file = Path.Combine(folder, "model.tflite");
            Network network = TfliteImporter.Import(File.ReadAllBytes(file), file, "model");
            SampleBatch samples = InputReader.Read(
                new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [NpyFormat.ReadFile(Path.Combine(folder, "input_0.npy"))], quantize: false);
            int classes = network.Graph.Tensor(network.Graph.Outputs[0]).ElementCount;
            return new LabelledNetwork(
                Path.GetFileName(folder), network, samples, Compiler.Data.Labels.ReadFile(Path.Combine(folder, "labels.npy"), samples.Count, classes, samples.Count));
        }

        public int CountCorrect(Multiplier multiplier)
        {
            int correct = 0;
            Seconds += 1e-9 * Clock.Process.Time(() =>
            {
                OperatorAssignment operators = new(new OperatorPair(multiplier, new ExactAdder()));
                NpyArray outputs = BatchRunner.Run(InMemoryCompiler.Compile(PlannedNetwork.Of(Model, operators).Plan).Create, Samples)[0];
                correct = Accuracy.CountCorrect(Accuracy.Classes(outputs), Labels);
            });
            return correct;
        }
    }
}
