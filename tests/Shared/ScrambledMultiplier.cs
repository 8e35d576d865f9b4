using QMacVerify.Generators.Operators;

namespace QMacVerify.Tests.Shared;

/// <summary>A circuit that nothing may be assumed of: not monotone, not commutative, and not 0 where an operand is.</summary>
public sealed record ScrambledMultiplier : Multiplier
{
    public override string Spec => "scrambled";

    public override string Description => "scrambled";

    public override VerilogModule Verilog => new("mul_scrambled_s8");

    public override int Apply(int activation, int weight) =>
        (short)((((activation + 300) * 40503) ^ ((weight + 500) * 30011)) >> 3);

    public override string ProductExpression(string activation, string weight) =>
        $"(short)(((({activation} + 300) * 40503) ^ (({weight} + 500) * 30011)) >> 3)";
}
