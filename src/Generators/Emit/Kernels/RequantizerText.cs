using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints how eight accumulators in a vector become codes: the variables that it takes, and the calls.</summary>
/// <remarks>Variables end in a name of the caller's: the vector of channels, or the operand that they belong to.</remarks>
internal static class RequantizerText
{
    /// <summary>Declares a constant factor.</summary>
    public static void EmitConstants(Requantizer requantizer, Rescale rescale, string name, SourceWriter w)
    {
        if (requantizer.Form == RequantizerForm.LeftShift)
        {
            return;
        }

        if (rescale.Kind == RequantizationKind.OnnxFloat)
        {
            w.Line($"Vector256<float> factor{name} = Vector256.Create(BitConverter.UInt32BitsToSingle(0x{rescale.FactorBits:x8}));");
            return;
        }

        EmitConstants(
            requantizer, Invariant($"Vector256.Create({rescale.Multiplier.Multiplier})"), Invariant($"Vector256.Create({rescale.Multiplier.Shift})"), name, w);
    }

    /// <summary>Declares a quantized multiplier, given as vectors of its numbers, and what the requantizer derives from it.</summary>
    public static void EmitConstants(Requantizer requantizer, string multiplier, string shift, string name, SourceWriter w)
    {
        w.Line($"Vector256<int> multiplier{name} = {multiplier};");
        w.Line($"Vector256<int> shift{name} = {shift};");
        if (requantizer.Form is RequantizerForm.HighHalfUp or RequantizerForm.HighBySign)
        {
            w.Line($"Vector256<int> oddMultiplier{name} = VectorRequantize.OddLanes(multiplier{name});");
            w.Line($"Vector256<int> right{name} = Vector256.Create({requantizer.Right}) - shift{name};");
            w.Line($"Vector256<int> half{name} = VectorRequantize.Half(right{name}){(requantizer.Extra == 0 ? "" : Invariant($" + Vector256.Create({requantizer.Extra})"))};");
        }
    }

    /// <summary>The call that scales eight numbers without making codes of them; of a form that does so.</summary>
    public static string Scaled(Requantizer requantizer, string acc, string name) => requantizer.Form switch
    {
        RequantizerForm.LeftShift => Invariant($"({acc} << {requantizer.LeftShift})"),
        RequantizerForm.Real => $"VectorRequantize.Real({acc}, factor{name})",
        _ => Invariant($"VectorRequantize.{requantizer.Form}({acc}, {requantizer.LeftShift}, multiplier{name}, oddMultiplier{name}, half{name}, right{name})"),
    };

    /// <summary>The call that makes codes of sixteen numbers.</summary>
    /// <param name="requantizer">What to compute.</param>
    /// <param name="kind">The rounding.</param>
    /// <param name="acc">The first eight and their name.</param>
    /// <param name="next">The eight after them; null where there are none.</param>
    /// <param name="tail">Zero point and clamp as arguments.</param>
    public static string Codes(Requantizer requantizer, RequantizationKind kind, (string Acc, string Name) acc, (string Acc, string Name)? next, string tail)
    {
        string first = Of(acc);
        string second = next is null ? "default" : Of(next.Value);
        return requantizer.Form == RequantizerForm.Defined ? $"VectorMath.Narrow({first}, {second})" : $"VectorRequantize.Codes({first}, {second}, {tail})";

        string Of((string Acc, string Name) numbers) => requantizer.Form == RequantizerForm.Defined
            ? kind switch
            {
                RequantizationKind.OnnxFloat => $"VectorRequantize.Float({numbers.Acc}, factor{numbers.Name}, {tail})",
                RequantizationKind.TfliteSingle => $"VectorRequantize.Single({numbers.Acc}, multiplier{numbers.Name}, shift{numbers.Name}, {tail})",
                _ => $"VectorRequantize.Double({numbers.Acc}, multiplier{numbers.Name}, shift{numbers.Name}, {tail})",
            }
            : Scaled(requantizer, numbers.Acc, numbers.Name);
    }
}
