namespace QMacVerify.Generators.Circuits;

/// <summary>The exact product.</summary>
public sealed record ExactMultiplier : Multiplier
{
    public override string Spec => "exact";

    public override string Description => "exact";

    public override VerilogModule Verilog => new("mul_exact_s8");

    public override bool TakesCentredActivations => true;

    public override int Apply(int activation, int weight) => activation * weight;

    public override string ProductExpression(string activation, string weight) => $"{activation} * {weight}";
}
