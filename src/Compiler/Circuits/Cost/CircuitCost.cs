namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>A number that says what a circuit takes.</summary>
/// <param name="Name">In files, for example <c>gate_levels</c>.</param>
/// <param name="Title">In tables, for example <c>gate levels</c>.</param>
/// <param name="Value">Not negative.</param>
internal sealed record CostFigure(string Name, string Title, decimal Value);

/// <summary>What a circuit takes.</summary>
/// <param name="Figures">The first one is the cost.</param>
internal sealed record CircuitCost(IReadOnlyList<CostFigure> Figures)
{
    /// <summary>The figure that circuits are compared by.</summary>
    public decimal Cost => Figures[0].Value;
}
