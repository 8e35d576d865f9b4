using System.CommandLine;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Operators;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac opcheck</c>: does the Verilog of the operators compute what the software computes.</summary>
internal static class OpcheckCommand
{
    public static Command Create()
    {
        OperatorOptions operators = new();
        Option<int> drop = CommonOptions.Integer("--drop", 0, TruncatedMultiplier.MaxDrop, "Check trunc:N as multiplier and as adder.");
        Option<int> vectors = CommonOptions.Integer("--num", 0, AdderCheck.MaxVectors, "Random vectors of the 32-bit adder, beside the corner ones; 5000 by default.");
        Option<ulong> seed = CommonOptions.Seed("Seed of the random vectors; 0 by default.");
        Option<string> output = CommonOptions.Out("Folder of the reports; by default results/opcheck.");
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "opcheck",
            "Check the operators against their Verilog: the multiplier on all 65,536 pairs, the adder on vectors.",
            "qmac opcheck --drop 2 --num 5000 --out results/opcheck");
        operators.AddTo(command);
        foreach (Option option in (Option[])[drop, vectors, seed, output, json])
        {
            command.Options.Add(option);
        }

        command.SetRun((options, console, cancellation) =>
        {
            OperatorPair? named = operators.Read(options);
            bool hasDrop = options.GetResult(drop) is { Implicit: false };
            if (named is not null && hasDrop)
            {
                throw new Runtime.Running.InputException("--drop names both operators; give it or --amul and --aadd");
            }

            int bits = options.GetValue(drop);
            OperatorPair pair = named ?? (hasDrop
                ? new OperatorPair(new TruncatedMultiplier(bits), new TruncatedAdder(bits))
                : OperatorPair.Exact);
            int count = options.GetResult(vectors) is { Implicit: false } ? options.GetValue(vectors) : 5000;
            OperatorCheckSummary summary = OperatorChecker.Run(
                pair, count, options.GetValue(seed), options.GetValue(output) ?? Path.Combine("results", "opcheck"), cancellation);
            console.Write(options.GetValue(json) ? OperatorCheckText.ToJson(summary) : OperatorCheckText.ToText(summary));
            return summary.HasFailure ? ExitCodes.CheckFailed : ExitCodes.Done;
        });
        return command;
    }
}
