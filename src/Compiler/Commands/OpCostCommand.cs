using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reporting;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op cost</c>: size and depth of a multiplier's circuit beside the exact one.</summary>
internal static class OpCostCommand
{
    public static VerbCommand Create()
    {
        Argument<string> spec = CommonOptions.OperatorSpec();
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "cost",
            "Count generic gates, 4-input lookup tables and logic levels with yosys, beside the exact multiplier.",
            "qmac op cost trunc:4")
        { spec, json };
        command.SetRun((options, console, cancellation) =>
        {
            // Skipped before anything is simulated.
            if (Yosys.Find() is not Yosys yosys)
            {
                console.Write(OperatorCostReport.Skipped(options.GetValue(spec)!, options.GetValue(json)));
                return ExitCodes.Done;
            }

            OperatorCost cost = OperatorCost.Measure(OperatorResolver.Multiplier(options.GetValue(spec)!, cancellation), yosys, cancellation);
            console.Write(options.GetValue(json) ? OperatorCostReport.ToJson(cost) : OperatorCostReport.ToText(cost));
            return ExitCodes.Done;
        });
        return command;
    }
}
