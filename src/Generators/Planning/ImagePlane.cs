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

    /// <summary>What u adds to the activation, where it does no more than that; null where it does.</summary>
    public int? Offset { get; } = FindOffset(OfActivation);

    /// <summary>Whether activations stand as themselves.</summary>
    public bool IsIdentity => Bits is { Mask: -1, Shift: 0 };

    /// <summary>u as some bits of the activation's magnitude, with its sign; null where it is none.</summary>
    public MagnitudeBits? Magnitude { get; } = FindMagnitudeBits(OfActivation);

    /// <summary>The plane of a function, for padding that carries the zero point like any activation.</summary>
    /// <exception cref="OverflowException">A value is no int16.</exception>
    public static ImagePlane Of(Func<int, int> function, int zeroPoint) => new(
        Enumerable.Range(-(Codes / 2), Codes).Select(activation => checked((short)function(activation))).ToEquatableArray(),
        checked((short)function(zeroPoint)));

    private static int? FindOffset(EquatableArray<short> values)
    {
        int offset = values[Codes / 2];
        return values.Select((value, index) => value == index - (Codes / 2) + offset).All(isEqual => isEqual) ? offset : null;
    }

    private static MagnitudeBits? FindMagnitudeBits(EquatableArray<short> values)
    {
        const int rowLength = 16;
        int Value(int magnitude) => -values[(Codes / 2) - magnitude];
        if (values[Codes / 2] != 0
            || Enumerable.Range(1, Codes / 2).Any(magnitude => Value(magnitude) is < 0 or > byte.MaxValue)
            || Enumerable.Range(1, sbyte.MaxValue).Any(magnitude => values[(Codes / 2) + magnitude] != Value(magnitude)))
        {
            return null;
        }

        byte[] masks = new byte[rowLength], sets = new byte[rowLength];
        for (int magnitude = 0; magnitude <= Codes / 2; magnitude += rowLength)
        {
            int[] row = [.. Enumerable.Range(magnitude, magnitude == Codes / 2 ? 1 : rowLength)];
            for (int bit = 1; bit < Codes; bit *= 2)
            {
                if (row.All(number => (Value(number) & bit) != 0))
                {
                    sets[magnitude / rowLength] |= (byte)bit;
                }
                else if (row.All(number => (Value(number) & bit) == (number & bit)))
                {
                    masks[magnitude / rowLength] |= (byte)bit;
                }
                else if (row.Any(number => (Value(number) & bit) != 0))
                {
                    return null;
                }
            }
        }

        return new MagnitudeBits(masks.ToEquatableArray(), sets.ToEquatableArray());
    }

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

/// <summary>Bits that are taken from an activation's magnitude, and bits that are set, by its upper four of eight bits.</summary>
/// <param name="Masks">16 numbers, of which those beyond the ninth are not used.</param>
/// <param name="Sets">Likewise.</param>
public sealed record MagnitudeBits(EquatableArray<byte> Masks, EquatableArray<byte> Sets);
