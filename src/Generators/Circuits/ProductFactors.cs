using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>A multiplier as a sum of exact products: <c>f(a, w) = sum over k of u_k(a) * v_k(w)</c>.</summary>
/// <remarks>
/// With r terms a layer becomes an exact one with r times as many input channels: v_k is applied to the weights while compiling,
/// u_k once to each activation, and nothing is left to do per multiplication.
/// </remarks>
/// <param name="Terms">At least as many as the integer rank of the table; none when every product is 0.</param>
public sealed record ProductFactors(EquatableArray<ProductTerm> Terms)
{
    private const int Codes = 256;

    /// <summary>Whether the sum gives every one of 65,536 products, in the order of <see cref="MultiplierTable"/>.</summary>
    public bool Give(ReadOnlySpan<int> products)
    {
        long[] sums = new long[Codes];
        for (int row = 0; row < Codes; row++)
        {
            Array.Clear(sums, 0, Codes);
            foreach (ProductTerm term in Terms)
            {
                term.AddTo(sums, row);
            }

            for (int column = 0; column < Codes; column++)
            {
                if (sums[column] != products[(row * Codes) + column])
                {
                    return false;
                }
            }
        }

        return true;
    }
}

/// <summary>One term <c>u(a) * v(w)</c>.</summary>
/// <param name="OfActivation">u for activations -128 to 127.</param>
/// <param name="OfWeight">v for weights -128 to 127.</param>
public sealed record ProductTerm(EquatableArray<short> OfActivation, EquatableArray<short> OfWeight)
{
    /// <summary>The number m with <c>u(a) = a &amp; m</c> for every activation; null when there is none.</summary>
    public int? Mask
    {
        get
        {
            // All bits of -1 are set.
            int mask = OfActivation[127];
            return OfActivation.Select((value, index) => value == ((index - 128) & mask)).All(isMasked => isMasked) ? mask : null;
        }
    }

    /// <summary>Whether the term is <c>a * w</c>.</summary>
    public bool IsExactProduct => Mask == -1 && OfWeight == OfActivation;

    /// <summary>What makes u unsigned: the least number, 0 or more, with <c>u(a) + offset >= 0</c>.</summary>
    public int Offset => Math.Max(0, -OfActivation.Min());

    /// <summary>Whether two products of the term fit int16 as u8 times int8: <c>u(a) + offset</c> is at most 255, v is an int8, and no pair saturates.</summary>
    /// <remarks>Then <c>vpmaddubsw</c> computes them, two at a time, and the sum of <c>offset * v(w)</c> is a constant of the layer.</remarks>
    public bool IsSmall
    {
        get
        {
            int greatest = OfActivation.Max() + Offset;
            if (greatest > byte.MaxValue)
            {
                return false;
            }

            foreach (short value in OfWeight.AsSpan())
            {
                if (value != (sbyte)value || 2 * greatest * Math.Abs((int)value) > short.MaxValue)
                {
                    return false;
                }
            }

            return true;
        }
    }

    internal void AddTo(long[] sums, int activationIndex)
    {
        long u = OfActivation[activationIndex];
        ReadOnlySpan<short> v = OfWeight.AsSpan();
        for (int index = 0; u != 0 && index < v.Length; index++)
        {
            sums[index] += u * v[index];
        }
    }
}
