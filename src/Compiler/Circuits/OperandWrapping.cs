using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Circuits;

/// <summary>How a circuit computes products of int8 operands (SEMANTICS section 5).</summary>
internal enum OperandWrapping
{
    /// <summary>The circuit is signed: nothing is around it.</summary>
    Int8,

    /// <summary>An unsigned circuit on magnitudes: <c>sign(x) * sign(w) * f(|x|, |w|)</c>, |-128| = 128, sign(0) = 0.</summary>
    SignMagnitude,

    /// <summary>An unsigned circuit on shifted operands: <c>f(x + 128, w + 128) - 128 * (x + w) - 16384</c>.</summary>
    Offset,
}

/// <summary>Which operands a circuit gets, as a spec says it.</summary>
/// <param name="IsSigned">Whether the circuit is signed; null when that is to be found out.</param>
/// <param name="Wrapping">Of an unsigned circuit; null for the usual one.</param>
/// <param name="ActivationIsB">Whether the activation goes to port B, the second operand.</param>
internal sealed record OperandOptions(bool? IsSigned, OperandWrapping? Wrapping, bool ActivationIsB)
{
    public const string Expected = "signed, unsigned, wrap=sign_magnitude, wrap=offset, activation=A, activation=B";

    /// <exception cref="InputException">The options contradict each other.</exception>
    public static OperandOptions Take(SpecText spec)
    {
        bool isSigned = spec.TakeFlag("signed");
        bool isUnsigned = spec.TakeFlag("unsigned");
        string? wrapping = spec.Take("wrap", "sign_magnitude", "offset");
        if (isSigned && (isUnsigned || wrapping is not null))
        {
            throw spec.Error($"signed contradicts {(isUnsigned ? "unsigned" : $"wrap={wrapping}")}; a signed circuit takes int8 operands as they are");
        }

        return new OperandOptions(
            isSigned ? true : isUnsigned || wrapping is not null ? false : null,
            wrapping switch { null => null, "offset" => OperandWrapping.Offset, _ => OperandWrapping.SignMagnitude },
            spec.Take("activation", "A", "B") == "B");
    }
}

/// <summary>Names and formulas of the wrappings.</summary>
internal static class OperandWrappings
{
    public static string Name(this OperandWrapping wrapping) => wrapping switch
    {
        OperandWrapping.Int8 => "int8",
        OperandWrapping.SignMagnitude => "sign_magnitude",
        _ => "offset",
    };

    /// <summary>The product of int8 operands x and w, in terms of the circuit f.</summary>
    public static string Formula(this OperandWrapping wrapping) => wrapping switch
    {
        OperandWrapping.Int8 => "f(x, w), two's complement",
        OperandWrapping.SignMagnitude => "sign(x) sign(w) f(|x|, |w|), |-128| = 128",
        _ => "f(x + 128, w + 128) - 128 (x + w) - 16384",
    };
}
