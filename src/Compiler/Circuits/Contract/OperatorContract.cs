using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;
using QMacVerify.Generators.Circuits.Forms;

namespace QMacVerify.Compiler.Circuits.Contract;

/// <summary>Everything that software, hardware and analysis may rely on about a multiplier; nothing is assumed, all is measured.</summary>
/// <param name="Resolved">The operator.</param>
/// <param name="Table">Its products for int8 operands.</param>
/// <param name="Sha256">Of the table.</param>
/// <param name="Metrics">For int8 operands.</param>
/// <param name="Properties">For int8 operands.</param>
/// <param name="Rank">For int8 operands.</param>
/// <param name="Own">The circuit on its own operands; null where these are int8.</param>
/// <param name="Bits">The table as a sum over operand bits; null when it is none.</param>
/// <param name="ClosedForms">What it was recognised as.</param>
/// <param name="ProductForm">What a vector kernel may compute it with.</param>
internal sealed record OperatorContract(
    ResolvedMultiplier Resolved,
    int[] Table,
    string Sha256,
    ErrorMetrics Metrics,
    TableProperties Properties,
    TableRank Rank,
    OwnDomain? Own,
    BilinearForm? Bits,
    IReadOnlyList<string> ClosedForms,
    ProductForm ProductForm)
{
    public static OperatorContract Of(ResolvedMultiplier resolved)
    {
        int[] table = MultiplierTable.Of(resolved.Multiplier);
        return new OperatorContract(
            resolved,
            table,
            MultiplierTable.Sha256(table),
            ErrorMetrics.Of(table, -128),
            TableProperties.Of(table),
            TableRank.Of(table),
            resolved.Origin?.Table is { IsSigned: false } own ? OwnDomain.Of(own) : null,
            BilinearForm.Of(table, isSigned: true),
            Contract.ClosedForms.Of(table),
            ProductForms.Of(resolved.Multiplier).Simplest);
    }
}

/// <summary>An unsigned circuit on operands 0 to 255, as such circuits are published.</summary>
/// <param name="Metrics">Errors.</param>
/// <param name="Rank">Of its table.</param>
/// <param name="GivesZeroForZero">Whether <c>f(0, v) = f(u, 0) = 0</c>.</param>
/// <param name="NonCommutingPairs">Pairs with <c>f(u, v) != f(v, u)</c>.</param>
internal sealed record OwnDomain(ErrorMetrics Metrics, TableRank Rank, bool GivesZeroForZero, int NonCommutingPairs)
{
    public static OwnDomain Of(CircuitTable table)
    {
        int[] operands = [.. Enumerable.Range(0, 256)];
        return new OwnDomain(
            ErrorMetrics.Of(table.Products, 0),
            TableRank.Of(table.Products),
            table.GivesZeroForZero,
            operands.Sum(a => operands.Count(b => table.Apply(a, b) != table.Apply(b, a))));
    }
}
