using System.CommandLine;
using QMacVerify.Compiler.Reporting;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op list</c>: the built-in multipliers, and how to name a circuit or a table.</summary>
internal static class OpListCommand
{
    public static VerbCommand Create()
    {
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new("list", "List the built-in multipliers with their error figures.", "qmac op list") { json };
        command.SetRun((options, console, _) =>
        {
            console.Show(options.GetValue(json), OperatorList.ToJson, OperatorList.ToText);
            return ExitCodes.Done;
        });
        return command;
    }
}
