using System.CommandLine;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac inspect</c>: what is in a package.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Option<string> package = CommonOptions.Package();
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "inspect",
            "Show the layers of a package: shapes, parameters, multiply-accumulates, quantization.",
            "qmac inspect --pkg export/cnn_small") { package, json };
        command.SetRun((options, console, _) =>
        {
            ModelReport report = ModelReport.Of(ModelPackage.Read(options.GetRequiredValue(package)));
            console.Write(options.GetValue(json) ? report.ToJson() : report.ToText());
            return ExitCodes.Done;
        });
        return command;
    }
}
