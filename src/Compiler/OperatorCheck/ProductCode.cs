using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>C# that a kernel computes products with.</summary>
/// <param name="Multiplier">What it is of.</param>
/// <param name="Expression">Of the sbyte variables <see cref="Activation"/> and <see cref="Weight"/>.</param>
internal sealed record ProductCode(Multiplier Multiplier, string Expression)
{
    public const string Activation = "activation";
    public const string Weight = "weight";

    /// <summary>What the emitters print for a multiplier.</summary>
    public static ProductCode Of(Multiplier multiplier) => new(multiplier, multiplier.ProductExpression(Activation, Weight));
}
