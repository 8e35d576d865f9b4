using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a <see cref="PairedSum"/>: its constants, and what it makes of sixteen codes of two operands.</summary>
internal static class PairedSumText
{
    /// <summary>Declares <c>high</c> and <c>low</c>, the halves of both factors.</summary>
    public static void EmitConstants(PairedSum paired, SourceWriter w)
    {
        w.Comment($"((first * {paired.First}) + (second * {paired.Second}) + {paired.Constant}) / 2^{paired.Shift}, factors as upper and lower {PairedSum.LowBits} bits: the defined code for all 65,536 pairs.");
        w.Line($"Vector256<short> high = Vector256.Create({paired.HighPair}).AsInt16();");
        w.Line($"Vector256<short> low = Vector256.Create({paired.LowPair}).AsInt16();");
    }

    /// <summary>Prints the statements for sixteen elements.</summary>
    /// <param name="paired">The sum.</param>
    /// <param name="first">The first operand.</param>
    /// <param name="second">The second.</param>
    /// <param name="tail">Zero point and clamp as arguments.</param>
    /// <param name="w">Where to.</param>
    /// <returns>Their codes.</returns>
    public static string EmitSixteen(PairedSum paired, VectorOperand first, VectorOperand second, string tail, SourceWriter w)
    {
        w.Line($"Vector256<short> x = {first.Wide}, y = {second.Wide};");
        for (int half = 0; half < 2; half++)
        {
            w.Line($"Vector256<short> pairs{half} = VectorMath.{(half == 0 ? "InterleaveLower" : "InterleaveUpper")}(x, y);");
            w.Line($"Vector256<int> lowSum{half} = VectorMath.MultiplyAddPairs(pairs{half}, low) + Vector256.Create({paired.LowConstant});");
            w.Line($"Vector256<int> sum{half} = VectorMath.MultiplyAddPairs(pairs{half}, high) + Vector256.ShiftRightArithmetic(lowSum{half}, {PairedSum.LowBits}) + Vector256.Create({paired.HighConstant});");
            if (paired.BySign)
            {
                w.Line($"sum{half} += Vector256.ShiftRightArithmetic(sum{half}, 31) + Vector256.Create({1 << (paired.HighShift - 1)});");
            }
        }

        return $"VectorRequantize.CodesOfHalves(Vector256.ShiftRightArithmetic(sum0, {Invariant($"{paired.HighShift}")}), Vector256.ShiftRightArithmetic(sum1, {Invariant($"{paired.HighShift}")}), {tail})";
    }
}
