using QMacVerify.Compiler.Circuits.Tables;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Compares what a circuit declares with what it computes: <c>input signed</c> does not make a product signed.</summary>
internal static class DeclaredSigns
{
    private const int Codes = 256;

    /// <summary>A warning where operands are declared signed, and the products of negative ones are those of unsigned numbers; else null.</summary>
    /// <param name="circuit">Its declarations.</param>
    /// <param name="products">Of all pairs of codes, the negative ones above 127, whatever wrapping is going to use of them.</param>
    public static string? Warning(VerilogCircuit circuit, RawTable products)
    {
        if (circuit.SignedOperands.Count == 0)
        {
            return null;
        }

        int[] negative = [.. Enumerable.Range(0, Codes * Codes).Where(pair => pair / Codes > 127 || pair % Codes > 127)];
        int[] unsigned = [.. negative.Where(pair => UnsignedDistance(products, pair) < SignedDistance(products, pair))];
        if (2 * unsigned.Length <= negative.Length)
        {
            return null;
        }

        int shown = unsigned[^1];
        (int a, int b) = (shown / Codes, shown % Codes);
        return Invariant($"warning: {circuit.FileName} declares {string.Join(" and ", circuit.SignedOperands)} signed, but computes with unsigned numbers: ")
            + "one unsigned term, as a literal without s, a part of a vector or another port, makes a whole Verilog expression unsigned. "
            + Invariant($"On {unsigned.Length:N0} of the {negative.Length:N0} pairs with a code above 127 the product is nearer to the unsigned one: ")
            + Invariant($"{circuit.Ports.A} = {a} ({(sbyte)a}), {circuit.Ports.B} = {b} ({(sbyte)b}) gives {products.Values[shown]}, and {(sbyte)a * (sbyte)b} was declared");
    }

    private static long UnsignedDistance(RawTable products, int pair) => Math.Abs(products.Values[pair] - ((long)(pair / Codes) * (pair % Codes)));

    private static long SignedDistance(RawTable products, int pair)
    {
        int unused = 64 - products.Bits!.Value;
        return Math.Abs((products.Values[pair] << unused >> unused) - ((sbyte)(pair / Codes) * (sbyte)(pair % Codes)));
    }
}
