using System.Runtime.CompilerServices;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Products that are <c>u(activation) * v(weight)</c>, u nondecreasing: the ends of an interval of activations give those of the products.</summary>
/// <remarks>The exact product is one of them, and so is every table of rank 1 that keeps the order of activations; found by trying all pairs.</remarks>
internal sealed class MonotoneFactors
{
    private const int Codes = 256;

    /// <summary>All layers of a circuit share its factors, as long as the circuit lives.</summary>
    private static readonly ConditionalWeakTable<Multiplier, MonotoneFactors?> _known = [];

    private MonotoneFactors(short[] ofActivation, short[] ofWeight, int? centre)
    {
        OfActivation = ofActivation;
        OfWeight = ofWeight;
        Centre = centre;
    }

    /// <summary>u of -128 to 127.</summary>
    public short[] OfActivation { get; }

    /// <summary>v of -128 to 127.</summary>
    public short[] OfWeight { get; }

    /// <summary>For the exact product, <c>(activation - centre) * weight</c>; null for others.</summary>
    public int? Centre { get; }

    /// <summary>Those of the exact product.</summary>
    /// <param name="centre">What an activation loses before it is multiplied.</param>
    public static MonotoneFactors Exact(int centre) =>
        new([.. Enumerable.Range(sbyte.MinValue, Codes).Select(code => (short)(code - centre))], [.. Enumerable.Range(sbyte.MinValue, Codes).Select(code => (short)code)], centre);

    /// <summary>The factors of a circuit, or null where it has none or where products leave int16.</summary>
    public static MonotoneFactors? TryOf(Multiplier multiplier) => _known.GetValue(multiplier, Find);

    private static MonotoneFactors? Find(Multiplier multiplier)
    {
        int[] products = new int[Codes * Codes];
        for (int i = 0; i < products.Length; i++)
        {
            products[i] = multiplier.Apply((i / Codes) + sbyte.MinValue, (i % Codes) + sbyte.MinValue);
            if (products[i] != (short)products[i])
            {
                return null;
            }
        }

        // Any row that is not 0 is a multiple of v; without a common divisor v itself, so that u is whole.
        int pivot = Math.Max(0, Array.FindIndex(products, product => product != 0));
        int row = pivot / Codes * Codes;
        int divisor = products.AsSpan(row, Codes).ToArray().Aggregate(0, GreatestCommonDivisor);
        divisor = Math.Max(1, divisor);
        int[] ofWeight = [.. products.Skip(row).Take(Codes).Select(product => product / divisor)];
        int leading = ofWeight[pivot % Codes];
        int[] ofActivation = [.. Enumerable.Range(0, Codes).Select(code => leading == 0 ? 0 : products[(code * Codes) + (pivot % Codes)] / leading)];
        if (ofActivation[0] > ofActivation[^1])
        {
            ofActivation = Array.ConvertAll(ofActivation, factor => -factor);
            ofWeight = Array.ConvertAll(ofWeight, factor => -factor);
        }

        bool isMonotone = ofActivation.Zip(ofActivation.Skip(1)).All(pair => pair.First <= pair.Second);
        bool fits = Array.TrueForAll([.. ofActivation, .. ofWeight], factor => factor == (short)factor);
        for (int i = 0; isMonotone && fits && i < products.Length; i++)
        {
            fits = products[i] == ofActivation[i / Codes] * ofWeight[i % Codes];
        }

        return isMonotone && fits
            ? new MonotoneFactors(Array.ConvertAll(ofActivation, factor => (short)factor), Array.ConvertAll(ofWeight, factor => (short)factor), centre: null)
            : null;
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return Math.Abs(a);
    }
}
