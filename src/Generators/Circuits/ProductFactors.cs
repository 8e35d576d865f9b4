using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>A multiplier as a sum of exact products: <c>f(a, w) = sum over k of u_k(a) * v_k(w)</c>.</summary>
/// <remarks>
/// With r terms a layer becomes an exact one with r times as many input channels: v_k is applied to the weights while compiling,
/// u_k once to each activation, and nothing is left to do per multiplication.
/// </remarks>
/// <param name="Terms">As many as the integer rank of the table; none when every product is 0.</param>
public sealed record ProductFactors(EquatableArray<ProductTerm> Terms)
{
    /// <summary>Whether the sum gives every one of 65,536 products, in the order of <see cref="MultiplierTable"/>.</summary>
    public bool Give(int[] products)
    {
        for (int index = 0; index < products.Length; index++)
        {
            long sum = 0;
            foreach (ProductTerm term in Terms)
            {
                sum += term.OfActivation[index >> 8] * term.OfWeight[index & 255];
            }

            if (sum != products[index])
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>One term <c>u(a) * v(w)</c>.</summary>
/// <param name="OfActivation">u for activations -128 to 127.</param>
/// <param name="OfWeight">v for weights -128 to 127.</param>
public sealed record ProductTerm(EquatableArray<short> OfActivation, EquatableArray<short> OfWeight);
