using System.CommandLine;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Circuits;
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

/// <summary><c>qmac check</c>: is a D_sound.json true, by a second program.</summary>
internal static class CheckCommand
{
    private const int MaxBytes = 1 << 30;

    public static Command Create()
    {
        Argument<string> file = new("D_sound.json") { Description = "A file of qmac constraints; its file of elements lies beside it." };
        Option<string> package = CommonOptions.Package();
        Option<string> centre = CommonOptions.Text("--center", "x.npy", "For a ball of codes: samples, one of which is its centre; one .npz with input_0, ... for several inputs.");
        Option<bool> quantize = new("--quantize") { Description = "Quantize --center as qmac constraints --quantize did." };
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "check",
            "Derive every statement of a D_sound.json again, by a second program, and refuse it where one is not right.",
            "qmac check constraints/net/D_sound.json --pkg export/net")
        { file, package, centre, quantize, json };
        file.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && (value.Length == 0 || value[0] == '-'))
            {
                result.AddError($"D_sound.json needs a value, found {Generators.Support.Text.Quote(value)}");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(quantize) is { Implicit: false } && result.GetResult(centre) is null)
            {
                result.AddError("--quantize goes with --center");
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
            IEnumerable<IReadOnlyList<sbyte[]>>? samples = options.GetValue(centre) is string centres ? Samples(read.Network, centres, options.GetValue(quantize)) : null;
            Verdict verdict = CertificateChecker.Check(new CheckRequest(
                bytes, read, id => MultiplierOf(id, new OperatorSource(cancellation)), name => ElementsBeside(path, name), samples));
            console.Write(options.GetValue(json) ? CheckReport.ToJson(path, verdict) : CheckReport.ToText(path, verdict));
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
        return Enumerable.Range(0, batch.Count).Select(sample => InputCodes.Centres(network.Graph, batch, sample));
    }
}
