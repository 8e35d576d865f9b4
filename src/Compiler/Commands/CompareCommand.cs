using System.CommandLine;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac compare</c>: how far an approximate run is from the exact one.</summary>
internal static class CompareCommand
{
    public const string ReportFile = "diff_report.json";

    public static Command Create()
    {
        Option<string> baseline = CommonOptions.Text("--baseline", "DIR", "Folder of the exact run.", required: true);
        Option<string> approx = CommonOptions.Text("--approx", "DIR", "Folder of the approximate run.", required: true);
        Option<string> labels = CommonOptions.Text("--labels", "y.npy", "One integer per sample: report top-1 accuracy of both.");
        Option<string> output = CommonOptions.Out($"Folder of {ReportFile}; by default results/compare/MODEL.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "compare",
            "Compare two runs on the same inputs, code by code; writes diff_report.json.",
            "qmac compare --baseline results/baseline/cnn_small --approx results/approx/cnn_small")
        { baseline, approx, labels, output, json };
        command.SetRun((options, console, _) =>
        {
            RunComparison comparison = RunComparison.Of(
                options.GetRequiredValue(baseline), options.GetRequiredValue(approx), options.GetValue(labels));
            string folder = options.GetValue(output) ?? Path.Combine("results", "compare", comparison.Baseline.Model);
            AtomicFile.WriteAllText(Path.Combine(folder, ReportFile), comparison.ToJson());
            console.Write(options.GetValue(json) ? comparison.ToJson() : comparison.ToText());
            return ExitCodes.Done;
        });
        return command;
    }
}
