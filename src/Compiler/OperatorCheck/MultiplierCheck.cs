using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Compares a multiplier with its Verilog on all 65,536 pairs: with 16 input bits that is a proof.</summary>
internal static class MultiplierCheck
{
    public static OperatorReport Run(Multiplier multiplier, CheckEnvironment environment, CancellationToken cancellation)
    {
        int[] table = MultiplierTable.Of(multiplier);
        string source = environment.SourceOf(multiplier.RequiredModule());
        OperatorComparison comparison = new()
        {
            Top = "mul_table_tb",
            Files =
            [
                ("mul_table_tb.v", MultiplierBench.Table(multiplier)),
                ("qm_mul.v", OperatorWrapper.Of(multiplier)),
                ("operator.v", source),
            ],
            Results = [new ComparedResults(Report(multiplier, table, source), "table.hex", table)],
            ResultBits = 16,
            OperandsAt = MultiplierTable.OperandsAt,
            Care = environment.Care,
        };
        return comparison.Run(environment.Simulator, cancellation)[0];
    }

    /// <summary>A report in which nothing was compared yet.</summary>
    internal static OperatorReport Report(Multiplier multiplier, int[] table, string source) => new()
    {
        Kind = OperatorKind.Multiplier,
        Spec = multiplier.Spec,
        Module = multiplier.RequiredModule(),
        SourceSha256 = CheckEnvironment.Sha256(source),
        TableSha256 = MultiplierTable.Sha256(table),
    };
}
