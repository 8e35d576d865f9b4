using System.CommandLine;
using QMacVerify.Checker;
using QMacVerify.Checker.Certificate;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac check</c>: is a D_sound.json or a certificate of logits true, by a second program.</summary>
internal static class CheckCommand
{
    private const int MaxBytes = 1 << 30;
    private const int MaxBatch = 1_000_000;
    private const int UsualSamples = 20;

    public static Command Create()
    {
        Argument<string> file = new("D_sound.json") { Description = "A file of qmac constraints, its file of elements beside it; or a certificate of qmac certify or assign." };
        Option<string> package = CommonOptions.Package();
        Option<string> centre = CommonOptions.Text("--center", "x.npy", "For a ball of codes: samples, one of which is its centre; one .npz with input_0, ... for several inputs.");
        DataOptions data = new();
        Option<string> box = CommonOptions.Text("--box", "box.npz", "For a region of boxes: the boxes, as for qmac constraints.");
        InputOptions input = new(MaxBatch);
        Option<string> labels = CommonOptions.Text("--labels", "y.npy", "For a certificate that counts labels: one integer per sample.");
        Option<int> most = CommonOptions.Integer("--samples", 0, int.MaxValue, $"For a certificate that counts samples: derive the first so many of --input; {UsualSamples} by default.");
        Option<string> centred = CommonOptions.Text("--centred", "DIR", "For a certificate of centred biases: the package that has them.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "check",
            "Derive every statement of a D_sound.json or a certificate again, by a second program, and refuse it where one is not right.",
            "qmac check constraints/net/D_sound.json --pkg export/net")
        { file, package, centre };
        data.AddTo(command);
        input.AddTo(command, isRequired: false, alsoQuantized: [centre, data.Data]);
        foreach (Option option in (Option[])[box, labels, most, centred, json])
        {
            command.Options.Add(option);
        }

        file.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && (value.Length == 0 || value[0] == '-'))
            {
                result.AddError($"D_sound.json needs a value, found {Generators.Support.Text.Quote(value)}");
            }
        });
        command.Validators.Add(result =>
        {
            if (((Option[])[centre, data.Data, box]).Count(result.IsGiven) > 1)
            {
                result.AddError("Give one of --center x.npy, --data SPEC and --box FILE: a file is about one region");
            }

            foreach (Option option in (Option[])[labels, most])
            {
                if (result.IsGiven(option) && !input.IsGiven(result))
                {
                    result.AddError($"{option.Name} goes with --input");
                }
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            string path = options.GetValue(file)!;
            byte[] bytes = BoundedFile.ReadAllBytes(path, MaxBytes);
            if (CertificateChecker.Unfit(bytes) is string unfit)
            {
                throw new InputException($"{Path.GetFileName(path)}: {unfit}");
            }

            Package read = ModelPackage.Read(options.GetRequiredValue(package));
            IEnumerable<IReadOnlyList<sbyte[]>>? samples = options.GetValue(centre) is string balls ? Samples(read.Network, balls, input.Quantizes(options))
                : data.IsGiven(options) ? Codes(read.Network, data.Read(options, read.Network, cancellation).Samples) : null;
            Verdict verdict = CertificateChecker.Check(new CheckRequest(
                bytes, read, id => MultiplierOf(id, new OperatorSource(cancellation)), name => ElementsBeside(path, name))
            {
                Region = new RegionGiven(samples, options.GetValue(box) is string boxes ? Boxes(read.Network, boxes) : null),
                Centred = options.GetValue(centred) is string folder ? ModelPackage.Read(folder) : null,
                Certified = input.IsGiven(options)
                    ? Certified(read.Network, input.Read(options, read.Network), options.GetValue(labels), options.Given(most) ?? UsualSamples)
                    : null,
            });
            console.Show(options.GetValue(json), () => CheckReport.ToJson(path, verdict), () => CheckReport.ToText(path, verdict));
            return verdict.IsAccepted ? ExitCodes.Done : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static (Multiplier? Found, string Error) MultiplierOf(string id, OperatorSource files)
    {
        Multiplier? found = MultiplierSpec.Parse(id, out string error)?.Resolve(files, out error);
        return (found, error);
    }

    private static byte[]? ElementsBeside(string path, string name)
    {
        string elements = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        return File.Exists(elements) ? BoundedFile.ReadAllBytes(elements, MaxBytes) : null;
    }

    private static IEnumerable<IReadOnlyList<sbyte[]>> Samples(Network network, string file, bool quantize)
    {
        SampleBatch batch = InputReader.Read(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [file], quantize);
        return Codes(network, batch);
    }

    private static (sbyte[] Low, sbyte[] High)[] Boxes(Network network, string file) =>
        [.. BoxFile.Read(file, network.Graph).Boxes.Select(box => (box.Lower.ToArray(), box.Upper.ToArray()))];

    private static IEnumerable<IReadOnlyList<sbyte[]>> Codes(Network network, SampleBatch batch) =>
        Enumerable.Range(0, batch.Count).Select(sample => InputCodes.Centres(network.Graph, batch, sample));

    private static CertifiedSamples Certified(Network network, SampleBatch batch, string? labels, int most) => new(
        [.. Codes(network, batch)],
        labels is null ? null : Labels.ReadFile(labels, batch.Count, Certificate.LogitsOf(network.Graph).ElementCount, batch.Available),
        most);
}
