using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Pictures;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op inspect</c>: the contract of a multiplier, measured on all 65,536 pairs.</summary>
internal static class OpInspectCommand
{
    public static VerbCommand Create()
    {
        Argument<string> spec = CommonOptions.OperatorSpec();
        Option<string> svg = CommonOptions.Text("--svg", "FILE", "Also write a picture: where the errors are, and how often.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "inspect",
            "Show the contract of a multiplier: error figures, zeros, monotony, ranges, closed form, rank, hash.",
            "qmac op inspect table:mul8u_125K.npy,unsigned --svg mul8u_125K.svg")
        { spec, svg, json };
        command.SetRun((options, console, cancellation) =>
        {
            OperatorContract contract = OperatorContract.Of(OperatorResolver.Multiplier(options.GetValue(spec)!, cancellation));
            if (options.GetValue(svg) is string file)
            {
                AtomicFile.WriteAllText(file, ErrorPicture.Of(contract));
            }

            console.Write(options.GetValue(json) ? OperatorContractReport.ToJson(contract) : OperatorContractReport.ToText(contract));
            return ExitCodes.Done;
        });
        return command;
    }
}
