using QMacVerify.Generators.Circuits;

namespace QMacVerify.Tests.Shared;

/// <summary>A circuit that nothing may be assumed of: not monotone, not commutative, and not 0 where an operand is.</summary>
public sealed record ScrambledMultiplier : Multiplier
{
    /// <summary>The same as a table of the user.</summary>
    /// <param name="scale">Of its products; from 2 on they exceed int16, up to 4.</param>
    public static TableMultiplier Table(int scale = 1) =>
        new($"table:scrambled{scale}.npy,signed", [.. MultiplierTable.Of(new ScrambledMultiplier()).Select(product => product * scale)]);

    public override string Spec => "scrambled";

    public override string Description => "scrambled";

    public override VerilogModule Verilog => new("mul_scrambled_s8");

    public override int Apply(int activation, int weight) =>
        (short)((((activation + 300) * 40503) ^ ((weight + 500) * 30011)) >> 3);

    public override string ProductExpression(string activation, string weight) =>
        $"(short)(((({activation} + 300) * 40503) ^ (({weight} + 500) * 30011)) >> 3)";
}
