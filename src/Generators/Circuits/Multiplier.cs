namespace QMacVerify.Generators.Circuits;

/// <summary>An 8x8 signed multiplier circuit: activation first, weight second, both int8; the product is int16.</summary>
/// <remarks>
/// The one C# model of the circuit. Kernels, Verilog benches and bounds are derived from it, and each is compared with it.
/// Operands are raw codes (SEMANTICS section 2); roles are never swapped.
/// </remarks>
public abstract record Multiplier
{
    /// <summary>The operator in the grammar of <see cref="OperatorSpec"/>, for example <c>trunc:2</c>.</summary>
    public abstract string Spec { get; }

    /// <summary>One clause for a doc comment, for example <c>truncated, the 2 low product bits read as zero</c>.</summary>
    public abstract string Description { get; }

    /// <summary>The module in <c>hdl/</c> that computes the same; null for an operator of the user, which has none of ours.</summary>
    public abstract VerilogModule? Verilog { get; }

    /// <summary>A number of low bits that are zero in every product, the greatest there is.</summary>
    public virtual int ProductZeroBits => 0;

    /// <summary>Whether the definition holds for activations of -255 to 255 too, which centred operands reach.</summary>
    public virtual bool TakesCentredActivations => false;

    /// <summary>The product of the circuit, for operands in [-128, 127].</summary>
    public abstract int Apply(int activation, int weight);

    /// <summary>A C# statement that stands before the first product of a method; null where the expression needs none.</summary>
    public virtual string? Preparation => null;

    /// <summary>A C# expression, without side effects, that equals <see cref="Apply"/>.</summary>
    /// <param name="activation">A C# primary expression of type int or sbyte.</param>
    /// <param name="weight">The same, or an int literal.</param>
    public abstract string ProductExpression(string activation, string weight);

    public sealed override string ToString() => Spec;
}
