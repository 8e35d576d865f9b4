using System.Globalization;
using System.Text.Json;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Top-1 of real networks on the published circuits of the shared folder: what docs/circuits.md shows.</summary>
internal static class CircuitAccuracy
{
    private static readonly string[] Networks = ["resnet8_cifar10", "kws_dscnn"];

    /// <summary>A row for the exact product and for each table; unsigned circuits are wrapped by sign and magnitude.</summary>
    public static string Run()
    {
        string folder = SharedMaterial.Folder ?? throw new InputException("the shared folder with models and operators is not there");
        using JsonDocument published = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "operators", "metrics.json")));
        LabelledNetwork[] networks = [.. Networks.Select(name => LabelledNetwork.Read(Path.Combine(folder, "models", name)))];
        TextTable table = new(["circuit", ">power, mW", ">MAE", ">bias", .. networks.Select(network => $">{network.Name}, of {network.Samples.Count}")]);
        table.Add(["exact", "", "0", "0", .. networks.Select(network => Count(network, new ExactMultiplier()))]);
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "operators"), "*.npy").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            bool isSigned = name.StartsWith("mul8s", StringComparison.Ordinal);
            Multiplier multiplier = OperatorResolver.Multiplier($"table:{file},{(isSigned ? "signed" : "unsigned,wrap=sign_magnitude")}").Multiplier;
            ErrorMetrics errors = ErrorMetrics.Of(MultiplierTable.Of(multiplier), -128);
            table.Add(
            [
                name,
                published.RootElement.GetProperty(name).GetProperty("PDK45_PWR").GetDouble().ToString("0.0000", CultureInfo.InvariantCulture),
                errors.Mae.ToString("0.##", CultureInfo.InvariantCulture),
                errors.Bias.ToString("0.##", CultureInfo.InvariantCulture),
                .. networks.Select(network => Count(network, multiplier)),
            ]);
        }

        return table.ToString();
    }

    private static string Count(LabelledNetwork network, Multiplier multiplier)
    {
        OperatorAssignment operators = new(new OperatorPair(multiplier, new ExactAdder()));
        NpyArray outputs = BatchRunner.Run(InMemoryCompiler.Compile(PlannedNetwork.Of(network.Model, operators).Plan).Create, network.Samples)[0];
        return Accuracy.CountCorrect(Accuracy.Classes(outputs), network.Labels).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A network with all samples and labels of its folder.</summary>
    private sealed record LabelledNetwork(string Name, Network Model, SampleBatch Samples, int[] Labels)
    {
        public static LabelledNetwork Read(string folder)
        {
            string file = Path.Combine(folder, "model.tflite");
            Network network = TfliteImporter.Import(File.ReadAllBytes(file), file, "model");
            SampleBatch samples = InputReader.Read(
                new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [NpyFormat.ReadFile(Path.Combine(folder, "input_0.npy"))], quantize: false);
            int classes = network.Graph.Tensor(network.Graph.Outputs[0]).ElementCount;
            return new LabelledNetwork(
                Path.GetFileName(folder), network, samples, Compiler.Reporting.Labels.ReadFile(Path.Combine(folder, "labels.npy"), samples.Count, classes, samples.Count));
        }
    }
}
