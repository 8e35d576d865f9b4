using System.CommandLine;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Operators;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Operators;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

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
        Option<bool> all = new("--all") { Description = "Check every built-in operator, in every simulator, and prove the adders." };
        Option<bool> json = CommonOptions.Json();
        VerbCommand command = new(
            "opcheck",
            "Check the operators against their Verilog: the multiplier on all 65,536 pairs, the adder on vectors.",
            "qmac opcheck --drop 2 --num 5000 --out results/opcheck");
        operators.AddTo(command);
        foreach (Option option in (Option[])[drop, vectors, seed, output, all, json])
        {
            command.Options.Add(option);
        }

        command.SetRun((options, console, cancellation) =>
        {
            OperatorPair? named = operators.Read(options, new OperatorSource(cancellation));
            bool hasDrop = options.GetResult(drop) is { Implicit: false };
            bool isComplete = options.GetValue(all);
            if ((named is not null ? 1 : 0) + (hasDrop ? 1 : 0) + (isComplete ? 1 : 0) > 1)
            {
                throw new InputException("--all and --drop name the operators; give one of them, or --amul and --aadd");
            }

            int count = options.GetResult(vectors) is { Implicit: false } ? options.GetValue(vectors) : 5000;
            string folder = options.GetValue(output) ?? Path.Combine("results", "opcheck");
            if (isComplete)
            {
                return CheckAll(console, count, options.GetValue(seed), folder, options.GetValue(json), cancellation);
            }

            int bits = options.GetValue(drop);
            OperatorPair pair = named ?? (hasDrop
                ? new OperatorPair(new TruncatedMultiplier(bits), new TruncatedAdder(bits))
                : OperatorPair.Exact);
            OperatorCheckSummary summary = OperatorChecker.Run(pair, count, options.GetValue(seed), folder, cancellation);
            console.Write(options.GetValue(json) ? OperatorCheckText.ToJson(summary) : OperatorCheckText.ToText(summary));
            return summary.HasFailure ? ExitCodes.CheckFailed : ExitCodes.Done;
        });
        return command;
    }

    private static int CheckAll(
        TextWriter console, int vectors, ulong seed, string folder, bool asJson, CancellationToken cancellation)
    {
        IReadOnlyList<OperatorVerdict> verdicts = OperatorChecker.RunAll(
            CheckedOperators.Multipliers, CheckedOperators.Adders, vectors, seed, CheckEnvironment.AllInstalled(), cancellation);
        foreach (OperatorVerdict verdict in verdicts)
        {
            OperatorReportWriter.Write(verdict.Simulation, folder);
        }

        AtomicFile.WriteAllText(Path.Combine(folder, "all_equiv_report.json"), OperatorCheckText.ToJson(verdicts));
        console.Write(asJson ? OperatorCheckText.ToJson(verdicts) : OperatorCheckText.ToText(verdicts));
        return verdicts.Any(verdict => verdict.Status is CheckStatus.Different or CheckStatus.Failed) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }
}
