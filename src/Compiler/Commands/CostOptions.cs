using System.CommandLine;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Hdl;

namespace QMacVerify.Compiler.Commands;

/// <summary>Where costs of operators come from: <c>--costs</c>, or what yosys counts, with <c>--liberty</c> and <c>--target</c> for another target than gates.</summary>
internal sealed class CostOptions
{
    private readonly Option<string> _costs = CommonOptions.Text("--costs", "costs.csv", "Costs, lines operator,cost of multipliers or kind,operator,cost of adders, too, below that header; by default the generic gates that yosys counts.");
    private readonly Option<string> _liberty = CommonOptions.Text("--liberty", "cells.lib", "Instead: the area of a circuit on the cells of this Liberty library.");
    private readonly Option<string> _target = CommonOptions.OneOf("--target", "xilinx|ice40", "Instead: the lookup tables of a circuit on such an FPGA, without multiplier blocks.", "xilinx", "ice40");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_costs, _liberty, _target];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (all.Count(option => result.GetResult(option) is not null) > 1)
            {
                result.AddError("Give one of --costs costs.csv, --liberty cells.lib and --target");
            }
        });
    }

    /// <summary>The costs that are asked for.</summary>
    /// <exception cref="Runtime.InputException">A file is not valid.</exception>
    /// <exception cref="MissingToolException">They are to be counted, and yosys is not installed.</exception>
    public OperatorCosts Read(ParseResult options, CancellationToken cancellation)
    {
        if (options.GetValue(_costs) is string table)
        {
            return OperatorCosts.OfTable(table);
        }

        SynthesisTarget target = options.GetValue(_liberty) is string library ? LibertyTarget.Read(library)
            : options.GetValue(_target) switch { "xilinx" => FpgaTarget.Xilinx, "ice40" => FpgaTarget.Ice40, _ => new GenericTarget() };
        Yosys yosys = Yosys.Find() ?? throw new MissingToolException($"costs are counted by yosys, which is not on PATH (apt-get install {ExternalTool.Yosys.Debian}); or give them with --costs costs.csv");
        return OperatorCosts.Counted(target, yosys, cancellation);
    }
}
