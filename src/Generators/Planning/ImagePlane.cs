using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A copy of a layer's input in which each activation a stands as u(a).</summary>
/// <param name="OfActivation">u for activations -128 to 127.</param>
/// <param name="Border">What padding carries.</param>
public sealed record ImagePlane(EquatableArray<short> OfActivation, short Border)
{
    private const int Codes = 256;

    /// <summary>u as some bits of the activation, <c>(a &amp; Mask) &lt;&lt; Shift</c>; null where it is none.</summary>
    public CodeBits? Bits { get; } = FindBits(OfActivation);

    /// <summary>Whether activations stand as themselves.</summary>
    public bool IsIdentity => Bits is { Mask: -1, Shift: 0 };

    /// <summary>The plane of a function, for padding that carries the zero point like any activation.</summary>
    /// <exception cref="OverflowException">A value is no int16.</exception>
    public static ImagePlane Of(Func<int, int> function, int zeroPoint) => new(
        Enumerable.Range(-(Codes / 2), Codes).Select(activation => checked((short)function(activation))).ToEquatableArray(),
        checked((short)function(zeroPoint)));

    private static CodeBits? FindBits(EquatableArray<short> values)
    {
        // All bits of -1 are set, so its value is the mask, shifted.
        int shifted = values[(Codes / 2) - 1];
        for (int shift = 0; shift <= 8; shift++)
        {
            int mask = shifted >> shift;
            if (values.Select((value, index) => value == (short)(((index - (Codes / 2)) & mask) << shift)).All(isEqual => isEqual))
            {
                return new CodeBits(mask, shift);
            }
        }

        return null;
    }
}

/// <summary>Bits that are taken from an activation, and how far they are moved to the left.</summary>
public sealed record CodeBits(int Mask, int Shift);
