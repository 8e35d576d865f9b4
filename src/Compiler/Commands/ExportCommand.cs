using System.CommandLine;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac export</c>: a model file to a package.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Option<string> model = CommonOptions.Text("--model", "NAME", $"A built-in model: {string.Join(", ", BuiltInModels.Names)}.");
        Option<string> tflite = CommonOptions.Text("--tflite", "FILE", "A TensorFlow Lite model, quantized to int8.");
        Option<string> onnx = CommonOptions.Text("--onnx", "FILE", "An ONNX model, quantized to 8 bits, in QOperator or QDQ form.");
        Option<string[]> shape = ShapeOption.Create();
        Option<string> name = CommonOptions.Text("--name", "NAME", "Name of the model; by default that of the file, or of its folder for model.tflite and model.onnx.");
        Option<string> requantization = CommonOptions.OneOf(
            "--requantization",
            "KIND",
            "Whose bytes a --tflite model gives: tflite_double those of TensorFlow Lite Micro (default), tflite_single those of its single-rounding builds, tflite_xnnpack those of desktop LiteRT, Python's interpreter.",
            [.. TfliteRuntimes.Names]);
        Option<string> operands = CommonOptions.OneOf(
            "--operands", "raw|centred", "What multipliers get as activation: its code (default), or the code less the zero point.", "raw", "centred");
        Option<string> padding = CommonOptions.OneOf(
            "--padding", "multiply|skip", "Whether padding goes through the circuits, as in a streaming array (default), or is left out.", "multiply", "skip");
        Option<string[]> begins = CommonOptions.Names("--input", "A value to begin at, where only a part of the model is wanted; once for each input of the part.");
        Option<string[]> ends = CommonOptions.Names("--output", "A value to end at; once for each output of the part.");
        Option<string> output = CommonOptions.Out("Folder of the package; by default export/NAME.");
        Option<bool> json = new("--json") { Description = "Print JSON: the layers of the package, or everything that a model is refused for." };
        VerbCommand command = new(
            "export",
            "Make a package from a model file: graph.json, quant_spec.json, params.npz, params.b64.txt.",
            "qmac export --tflite resnet8.tflite --out export/resnet8") { model, tflite, onnx, shape, begins, ends, name, requantization, operands, padding, output, json };
        command.Validators.Add(result =>
        {
            if (new Option[] { model, tflite, onnx }.Count(option => result.GetResult(option) is not null) != 1)
            {
                result.AddError("Give one of --model NAME, --tflite FILE and --onnx FILE");
            }

            if (result.GetResult(model) is not null && (result.GetResult(begins) ?? result.GetResult(ends)) is not null)
            {
                result.AddError("--input and --output take a part of a --tflite or --onnx model");
            }

            if (result.GetResult(shape) is not null && result.GetResult(onnx) is null)
            {
                result.AddError("--shape is for --onnx models; others say their shapes");
            }
        });
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && !ModelNames.IsValid(value))
            {
                result.AddError("--name takes up to 64 letters, digits, _, . and -, and begins with no . or -");
            }
        });
        command.SetRun((options, console, cancellation) =>
        {
            string? file = options.GetValue(tflite) ?? options.GetValue(onnx);
            string builtIn = options.GetValue(model) ?? "";
            string modelName = options.GetValue(name) ?? (file is null ? builtIn : ModelNames.Of(file));
            TfliteRuntime runtime = TfliteRuntimes.Of(options.GetValue(requantization));
            ModelCut cut = new(options.GetValue(begins) ?? [], options.GetValue(ends) ?? []);
            ImportResult result = file is null ? ImportResult.Of(TfliteImporter.Import(BuiltInModels.Open(builtIn), builtIn, modelName, runtime))
                : options.GetValue(onnx) is null ? TfliteImporter.Import(BoundedFile.ReadAllBytes(file, TfliteImporter.MaxFileBytes), Path.GetFileName(file), modelName, runtime, cut)
                : OnnxImporter.ImportFile(file, modelName, ShapeOption.Parse(options.GetValue(shape)), cut);
            if (result.Network is not { } imported)
            {
                RefusalReport refusals = new(result.Refusals, result.Part, CommandLine(options, result.Part is null ? cut : cut.Within(result.Part.Cut)));
                console.Show(options.GetValue(json), refusals.ToJson, refusals.ToText);
                throw new InputException(refusals.Summary);
            }

            GraphSemantics semantics = new(
                options.GetValue(padding) == "skip" ? PaddingRule.Skip : PaddingRule.Multiply,
                options.GetValue(operands) == "centred" ? OperandForm.Centred : OperandForm.Raw);
            imported = imported with { Graph = imported.Graph with { Semantics = semantics } };
            cancellation.ThrowIfCancellationRequested();
            string folder = options.GetValue(output) ?? DefaultFolder.Of("export", modelName);
            Package package = ModelPackage.Write(folder, imported);
            ModelReport report = ModelReport.Of(package.Network, package.Identity);
            console.Write(options.GetValue(json) ? report.ToJson() : $"{folder}: {report.Summary}{console.NewLine}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>The command line as it was given, but for the part of the model.</summary>
    private static string CommandLine(ParseResult options, ModelCut cut)
    {
        string[] given = [.. options.Tokens.Select(token => token.Value)];
        IEnumerable<string> kept = given.Where((value, i) => !IsCut(value) && (i == 0 || !IsCut(given[i - 1])));
        IEnumerable<string> part = cut.Inputs.SelectMany(name => (string[])["--input", name]).Concat(cut.Outputs.SelectMany(name => (string[])["--output", name]));
        return $"qmac {string.Join(' ', kept.Concat(part).Select(ShellWord.Of))}";

        static bool IsCut(string value) => value is "--input" or "--output";
    }
}
