using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op export</c>: a multiplier as text, for the source generator and for others.</summary>
internal static class OpExportCommand
{
    public static VerbCommand Create()
    {
        Argument<string> spec = CommonOptions.OperatorSpec();
        Option<string> output = CommonOptions.Text("--out", "FILE", $"The file, for example mul{OperatorFile.Extension}.", required: true);
        output.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string file }] && !file.EndsWith(OperatorFile.Extension, StringComparison.Ordinal))
            {
                result.AddError($"--out takes a name that ends in {OperatorFile.Extension}, found {Quote(file)}");
            }
        });
        VerbCommand command = new(
            "export",
            "Write a multiplier as text: table, factors and hash. QMacOperator items and table: specs read it.",
            "qmac op export verilog:mul8s.v --out mul8s.qop.json")
        { spec, output };
        command.SetRun((options, console, cancellation) =>
        {
            Multiplier multiplier = OperatorResolver.Multiplier(options.GetValue(spec)!, cancellation).Multiplier;
            TableMultiplier table = multiplier as TableMultiplier ?? new TableMultiplier(multiplier.Spec, MultiplierTable.Of(multiplier));
            TableRank rank = TableRank.Of(table.Products.ToArray());
            string file = options.GetValue(output)!;
            AtomicFile.WriteAllText(file, OperatorFileWriter.Write(new OperatorFile(table with { Factors = table.Factors ?? rank.Factors }, rank.Rank)));
            console.Write($"{file}: {table.Spec}, sha256 {table.Sha256}\n");
            return ExitCodes.Done;
        });
        return command;
    }
}
