using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Generators.Circuits;

/// <summary>A multiplier that gets activations less their zero point, seen as one of raw codes: <c>inner(x - zx, w)</c>.</summary>
/// <remarks>So kernels and bounds of centred operands are those of raw ones, with nothing to correct (SEMANTICS section 2).</remarks>
/// <param name="Inner">The circuit.</param>
/// <param name="ZeroPoint">zx, not 0.</param>
public sealed record CentredMultiplier(Multiplier Inner, int ZeroPoint) : Multiplier
{
    public override string Spec => Inner.Spec;

    public override string Description => $"{Inner.Description}; activations less their zero point";

    /// <summary>None: the circuit has a ninth bit.</summary>
    public override VerilogModule? Verilog => null;

    public override int ProductZeroBits => Inner.ProductZeroBits;

    /// <summary>The multiplier of a layer.</summary>
    /// <param name="multiplier">The circuit.</param>
    /// <param name="form">What it gets.</param>
    /// <param name="zeroPoint">Of the layer's activations.</param>
    /// <param name="layer">Named in messages.</param>
    /// <exception cref="DiagnosticException">Centred activations leave the circuit's domain.</exception>
    public static Multiplier Of(Multiplier multiplier, OperandForm form, int zeroPoint, string layer)
    {
        if (form == OperandForm.Raw || zeroPoint == 0)
        {
            return multiplier;
        }

        return multiplier.TakesCentredActivations
            ? new CentredMultiplier(multiplier, zeroPoint)
            : throw new DiagnosticException(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, null, Invariant(
                $"centred activations of layer {Quote(layer)} are {sbyte.MinValue - zeroPoint} to {sbyte.MaxValue - zeroPoint}, but {multiplier.Spec} takes {sbyte.MinValue} to {sbyte.MaxValue}; use operands raw, or exact or trunc there")));
    }

    public override int Apply(int activation, int weight) => Inner.Apply(activation - ZeroPoint, weight);

    public override string ProductExpression(string activation, string weight) =>
        Inner.ProductExpression(Activation(activation, ZeroPoint), weight);

    /// <summary>A C# primary expression for a centred activation.</summary>
    public static string Activation(string activation, int zeroPoint) =>
        zeroPoint == 0 ? activation : Invariant($"({activation} {(zeroPoint < 0 ? '+' : '-')} {Math.Abs(zeroPoint)})");
}
