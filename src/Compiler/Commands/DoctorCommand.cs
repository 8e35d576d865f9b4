using System.CommandLine;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Machine;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac doctor</c>: what of this machine commands use, and whether it works.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "doctor",
            "Look for what commands use: .NET, vector instructions, simulators, provers, the cache; say what needs it and how to install it.",
            "qmac doctor --json",
            reportsCache: true)
        { json };
        command.SetRun((options, console, _) =>
        {
            MachineReport report = MachineReport.Examine(BuildCache.OfUser());
            console.Write(options.GetValue(json) ? report.ToJson() : report.ToText());
            return report.CanWork ? ExitCodes.Done : ExitCodes.CheckFailed;
        });
        return command;
    }
}
