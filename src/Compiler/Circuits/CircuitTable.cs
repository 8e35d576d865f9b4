namespace QMacVerify.Compiler.Circuits;

/// <summary>The products of a circuit on its own operands, as its authors publish them: rows port A, columns port B.</summary>
/// <param name="IsSigned">Whether operands run from -128 to 127, else from 0 to 255.</param>
/// <param name="Products">65,536 numbers in numeric order of A, then of B.</param>
internal sealed record CircuitTable(bool IsSigned, int[] Products)
{
    private const int Codes = 256;

    private int First => IsSigned ? -128 : 0;

    /// <summary>Whether <c>f(0, b) = f(a, 0) = 0</c> for all operands.</summary>
    public bool GivesZeroForZero => Enumerable.Range(First, Codes).All(value => Apply(0, value) == 0 && Apply(value, 0) == 0);

    public int Apply(int a, int b) => Products[((a - First) * Codes) + (b - First)];

    public (int A, int B) OperandsAt(int index) => ((index / Codes) + First, (index % Codes) + First);

    /// <summary>Products minus exact products.</summary>
    public int[] Errors() => [.. Products.Select((product, index) => product - Exact(index))];

    /// <summary>The table for int8 operands, activation outer, weight inner, both from -128 to 127.</summary>
    public int[] Wrap(OperandWrapping wrapping, bool activationIsB)
    {
        int[] wrapped = new int[Products.Length];
        for (int index = 0; index < wrapped.Length; index++)
        {
            (int x, int w) = ((index / Codes) - 128, (index % Codes) - 128);
            int F(int ofActivation, int ofWeight) => activationIsB ? Apply(ofWeight, ofActivation) : Apply(ofActivation, ofWeight);
            wrapped[index] = wrapping switch
            {
                OperandWrapping.Int8 => F(x, w),
                OperandWrapping.SignMagnitude => Math.Sign(x) * Math.Sign(w) * F(Math.Abs(x), Math.Abs(w)),
                _ => F(x + 128, w + 128) - (128 * (x + w)) - 16_384,
            };
        }

        return wrapped;
    }

    private int Exact(int index)
    {
        (int a, int b) = OperandsAt(index);
        return a * b;
    }
}
