using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Codes of an operand in vector code: neighbours from some element on, or one code for all lanes.</summary>
/// <param name="Reference">The variable that refers to the operand's first code.</param>
/// <param name="Index">The first of the neighbours.</param>
/// <param name="Broadcast">The variable that holds the one code; null for neighbours.</param>
/// <param name="Tensor">The operand.</param>
internal readonly record struct VectorOperand(string Reference, IndexExpression Index, string? Broadcast, TensorInfo Tensor)
{
    /// <summary>Sixteen codes.</summary>
    public string Codes => Broadcast is null ? $"Vector128.LoadUnsafe(ref {Reference}, (nuint)({Index}))" : $"Vector128.Create({Broadcast})";

    /// <summary>Sixteen codes in int16.</summary>
    public string Wide => Broadcast is null ? $"VectorMath.Widen({Codes})" : $"Vector256.Create((short){Broadcast})";

    /// <summary>Eight codes in int32.</summary>
    /// <param name="half">0 for the first eight, 1 for those after them.</param>
    /// <param name="added">What is added to each.</param>
    public string Eight(int half, int added = 0)
    {
        string codes = Broadcast is null ? $"VectorMath.Eight(ref {Reference}, {Index + (8 * half)})" : $"Vector256.Create((int){Broadcast})";
        return added == 0 ? codes : added > 0 ? Invariant($"({codes} + Vector256.Create({added}))") : Invariant($"({codes} - Vector256.Create({-added}))");
    }

    /// <summary>Eight codes less the zero point.</summary>
    public string Centred(int half) => Eight(half, -Tensor.ZeroPoint);

    /// <summary>Eight codes with an offset in float32.</summary>
    public string Real(int half, int added) => $"Vector256.ConvertToSingle({Eight(half, added)})";
}
