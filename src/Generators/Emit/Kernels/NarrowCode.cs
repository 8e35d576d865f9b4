using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>What lanes of int16 do with a product: <c>sum12</c> gets its high part, <c>low12</c> and <c>twice12</c> what adders without low carries keep.</summary>
internal static class NarrowCode
{
    /// <summary>Names of the variables of a lane, all of <c>Vector256&lt;short&gt;</c>, without the number of the accumulator.</summary>
    public static IEnumerable<string> LowVariables(LowBits? low) => low is null ? [] : low.IsRounded ? ["low"] : ["low", "twice", "next"];

    /// <summary>Prints why operands are moved.</summary>
    public static void EmitComment(int drop, LowBits? low, SourceWriter w)
    {
        if (low is null)
        {
            w.Comment($"Activations and weights moved to the left by {16 - drop} bits together: the high half of a product is floor(a * w / {1 << drop}).");
            return;
        }

        w.Comment($"Activations and weights moved to the left by {low.Shift} bits together: of a product the instructions give the part");
        w.Comment($"from bit {low.Adder.Lower} up{(low.IsRounded ? ", rounded" : "")}, and below it the low bits, moved.");
    }

    /// <summary>Prints what is done with a product.</summary>
    /// <param name="low">What is kept of low bits; null for truncated products.</param>
    /// <param name="number">Number of the accumulator, for example <c>12</c>.</param>
    /// <param name="x">C# expression, moved activations.</param>
    /// <param name="weight">C# expression, moved weights.</param>
    /// <param name="w">Where to.</param>
    public static void EmitProduct(LowBits? low, string number, string x, string weight, SourceWriter w)
    {
        if (low is null)
        {
            w.Line($"sum{number} += VectorMath.MultiplyHigh({x}, {weight});");
        }
        else if (low.IsRounded)
        {
            w.Line($"sum{number} += VectorMath.MultiplyRound({x}, {weight});");
            w.Line($"low{number} |= {x} * {weight};");
        }
        else
        {
            w.Line($"sum{number} += VectorMath.MultiplyHigh({x}, {weight});");
            w.Line($"next{number} = {x} * {weight};");
            w.Line($"twice{number} |= low{number} & next{number};");
            w.Line($"low{number} |= next{number};");
        }
    }

    /// <summary>The factor of sums of int16 when they are added to accumulators, a C# expression.</summary>
    public static string Scale(int drop) => drop == 0 ? "Vector256<short>.One" : Invariant($"Vector256.Create((short){1 << drop})");

    /// <summary>Prints how an accumulator of high parts becomes the circuit's sum.</summary>
    /// <param name="low">What was kept of low bits.</param>
    /// <param name="number">Number of the accumulator.</param>
    /// <param name="startLow">C# expression, low bits of the start values.</param>
    /// <param name="w">Where to.</param>
    public static void EmitResult(LowBits low, string number, string startLow, SourceWriter w)
    {
        string tail = Invariant($"{startLow}, lower: {low.Adder.Lower}, shift: {low.Shift}, mask: 0x{low.Mask:x}");
        w.Line(low.IsRounded
            ? $"acc{number} = LaneSums.LowerPartOr(acc{number}, low{number}, {tail});"
            : $"acc{number} = LaneSums.ErrorTolerant(acc{number}, low{number}, twice{number}, {tail});");
    }
}
