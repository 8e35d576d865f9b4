using System.CommandLine;
using QMacVerify.Compiler.Demo;
using QMacVerify.Compiler.Files;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac example</c>: files to try the other commands on.</summary>
internal static class ExampleCommand
{
    private const string DefaultFolderName = "example";

    public static Command Create()
    {
        Option<string> output = CommonOptions.Out($"Folder of the files; by default {DefaultFolderName}.");
        VerbCommand command = new(
            "example",
            "Write files to try the other commands on: a network, data with labels, a multiplier in Verilog, a list of circuits with costs.",
            "qmac example --out example") { output };
        command.SetRun((options, console, cancellation) =>
        {
            string folder = options.GetValue(output) ?? DefaultFolderName;
            ExampleFiles.Write(folder);
            console.Write(Text(folder, console.NewLine));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(string folder, string newLine)
    {
        string package = Path.Combine("export", Path.GetFileNameWithoutExtension(ExampleFiles.Model));
        string own = ShellWord.Of($"verilog:{Path.Combine(folder, ExampleFiles.Multiplier)}");
        return string.Join(
            newLine,
            [
                $"{folder}: {ExampleFiles.Model}, {DemoDigits.Count} digits with labels ({ExampleFiles.Inputs}, {ExampleFiles.Labels}, {ExampleFiles.Data}), a multiplier ({ExampleFiles.Multiplier}), others to choose from ({ExampleFiles.Circuits}, {ExampleFiles.Costs})",
                "next:",
                $"  qmac export --tflite {At(ExampleFiles.Model)} --out {package}",
                $"  qmac run --pkg {package} --input {At(ExampleFiles.Inputs)} --labels {At(ExampleFiles.Labels)} --amul {own}",
                $"  qmac evaluate --pkg {package} --data {At(ExampleFiles.Data)} --amul {own}",
                $"  qmac constraints --pkg {package} --amul {own}",
                $"  qmac opcheck --op {own}",
                $"  qmac sweep --pkg {package} --data {At(ExampleFiles.Data)} --circuits {At(ExampleFiles.Circuits)} --layers each all",
                $"  qmac search --pkg {package} --data {At(ExampleFiles.Data)} --split search --report-split report --circuits {At(ExampleFiles.Circuits)} --costs {At(ExampleFiles.Costs)} --min-accuracy 0.95",
                "",
            ]);

        string At(string name) => ShellWord.Of(Path.Combine(folder, name));
    }
}
