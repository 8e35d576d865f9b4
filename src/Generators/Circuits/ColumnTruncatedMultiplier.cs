namespace QMacVerify.Generators.Circuits;

/// <summary>An array multiplier without its low columns: partial products of weight below 2^drop are left out.</summary>
/// <remarks>
/// Unlike <see cref="TruncatedMultiplier"/>, which computes the low bits and clears them, this saves their gates and loses
/// their carries. The sum of the rest is that of <see cref="BrokenArrayMultiplier"/> with all its rows.
/// </remarks>
/// <param name="Drop">Number of left-out columns, 0 to <see cref="MaxDrop"/>. Up to 7 the error lies in [-((drop - 1) * 2^drop + 1), 0].</param>
public sealed record ColumnTruncatedMultiplier(int Drop) : Multiplier
{
    /// <summary>Only the product of the two sign bits is left.</summary>
    public const int MaxDrop = BrokenArrayMultiplier.MaxColumns;

    public override string Spec => Invariant($"trunc_col:{Drop}");

    public override string Description => Drop == 1
        ? "array without its low column of partial products"
        : Invariant($"array without its {Drop} low columns of partial products");

    public override VerilogModule Verilog => new("mul_trunc_col_s8", ("DROP", Drop));

    public override int ProductZeroBits => Drop;

    public override int Apply(int activation, int weight) => BrokenArrayMultiplier.Product(activation, weight, rows: 0, Drop);

    public override string ProductExpression(string activation, string weight) =>
        BrokenArrayMultiplier.Expression(activation, weight, rows: 0, Drop);
}
