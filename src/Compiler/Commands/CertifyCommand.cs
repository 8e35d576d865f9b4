using System.CommandLine;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac certify</c>: how far approximate operators can move logits, and which samples keep their class.</summary>
internal static class CertifyCommand
{
    private const int MaxBatch = 1_000_000;

    public static Command Create()
    {
        ModelOptions model = new();
        RegionOptions region = new(_ => true);
        InputOptions input = new(MaxBatch, region.Data);
        Option<int> suffix = CommonOptions.Integer("--suffix", 1, int.MaxValue, "Operators on the last so many layers of products only; the others are exact. All layers by default.");
        Option<string> labels = CommonOptions.Text("--labels", "y.npy", "One integer per sample, its class from 0 on, where no labels stand beside --data: also count those that are certified and right.");
        Option<int> lsb = CommonOptions.Integer("--lsb", 0, 255, "Claim that no logit moves more than so many codes: exit code 1 where that is not proved.");
        Option<string> centre = CommonOptions.Text("--centre", "DIR", "Let each channel's bias take the middle of its error away; write the package that does so into DIR, and certify it.");
        Option<string> output = CommonOptions.Out("File for the certificate; none by default.", "certificate.json");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "certify",
            "Prove how far approximate operators can move the logits, and which samples keep their class.",
            "qmac certify --pkg export/cnn_small --amul trunc:2 --suffix 1 --data data.json");
        model.AddTo(command);
        input.AddTo(command, isRequired: false, region.Samples);
        region.AddTo(command);
        foreach (Option option in (Option[])[suffix, labels, lsb, centre, output, json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.IsGiven(labels) && result.GetResult("--input") is null && !region.Data.IsGiven(result))
            {
                result.AddError("--labels goes with --input and --data");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            PlannedPackage planned = model.Read(options, cancellation);
            Network network = planned.Network;
            TensorInfo logits = Certificate.LogitsOf(network.Graph);
            IReadOnlyList<ProductNode> layers = options.IsGiven(suffix)
                ? SuffixOperators.LayersOf(network.Graph, options.GetValue(suffix))
                : [.. network.Graph.ProductNodes];
            if (layers.Count == 0)
            {
                throw new InputException("the model has no layers of products: there is nothing to certify");
            }

            OperatorAssignment operators = SuffixOperators.On(planned.Plan.Operators, layers);
            string? classes = options.GetValue(labels);
            DataSet? set = region.Data.IsGiven(options) && !input.IsGiven(options) ? region.Data.Read(options, network, cancellation, input.Limit(options), classes) : null;
            SampleBatch? samples = input.IsGiven(options) ? input.Read(options, network) : set?.Samples;
            int[]? expected = set is null && classes is not null
                ? Labels.ReadFile(classes, samples!.Count, logits.ElementCount, samples.Available)
                : set?.Labels;
            InputRegion inputs = region.Read(options, network, input.Quantizes(options), cancellation);
            string? folder = options.GetValue(centre);
            Network approximate = folder is null ? network : CentredBiases.Of(network, operators, inputs);
            Certificate certificate = RunProgress.Show("certify", samples?.Count ?? 0, step => Certificate.Of(
                network,
                operators,
                layers,
                inputs,
                samples is null ? null : (deviation, tensor) =>
                    SampleCertificates.Of(network, approximate, operators, inputs, deviation, tensor, samples, RunSettings.Default, step, cancellation),
                approximate));
            if (folder is not null)
            {
                string sha256 = ModelPackage.Write(folder, approximate).Identity.Sha256;
                certificate = certificate with { Centred = (sha256, Certificate.Of(network, operators, layers, inputs).Lsb) };
            }

            string text = CertificateReport.ToJson(certificate, planned.Identity, expected);
            if (options.GetValue(output) is string path)
            {
                AtomicFile.WriteAll([AtomicFile.Text(path, text)]);
            }

            console.Show(options.GetValue(json), () => text, () => CertificateReport.ToText(certificate, expected));
            return options.IsGiven(lsb) && certificate.Lsb > options.GetValue(lsb) ? ExitCodes.CheckFailed : ExitCodes.Done;
        });
        return command;
    }
}
