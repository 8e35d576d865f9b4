using System.Globalization;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>What a circuit gave for all pairs of codes in several orders, one after the other; a circuit without memory gives the same in each.</summary>
/// <param name="circuit">The circuit.</param>
/// <param name="products">After each of <see cref="Pairs"/>, in hexadecimal digits, x and z.</param>
internal sealed class CircuitAnswers(VerilogCircuit circuit, string[] products)
{
    private const int Count = 65_536;

    /// <summary>The pairs to send, A in the upper byte: in the order of their numbers, then shuffled, for a clocked circuit in two ways; and as many more as its last products take.</summary>
    public static int[] Pairs(CircuitPorts ports)
    {
        int orders = ports.Clock is null ? 2 : 3;
        return [.. Enumerable.Range(0, orders).SelectMany(order => order == 0 ? Enumerable.Range(0, Count) : Shuffled(order)), .. Enumerable.Range(0, ports.Clock?.Latency ?? 0)];
    }

    /// <summary>The products by pair, once it is seen that they depend on nothing else.</summary>
    /// <exception cref="InputException">The circuit remembers, or its latency is another one.</exception>
    public string[] Table()
    {
        int latency = circuit.Ports.Clock?.Latency ?? 1;
        if (FirstDifference(latency) is not string difference)
        {
            return At(latency);
        }

        if (circuit.Ports.Clock is not null && new[] { latency - 1, latency + 1 }.FirstOrDefault(other => other > 0 && FirstDifference(other) is null) is int right and > 0)
        {
            throw new InputException(Invariant(
                $"{circuit.FileName} does not have latency={latency}: {difference}; with latency={right} its product depends on its operands alone"));
        }

        throw new InputException($"{circuit.FileName} remembers: {difference}; the product of a multiplier depends on its operands alone");
    }

    private string[] At(int latency) => products[(latency - 1)..(latency - 1 + Count)];

    /// <summary>A pair with two products, or null.</summary>
    private string? FirstDifference(int latency)
    {
        int[] pairs = Pairs(circuit.Ports);
        string[] table = At(latency);
        for (int i = Count; i + latency - 1 < products.Length; i++)
        {
            string product = products[i + latency - 1];
            if (product != table[pairs[i]])
            {
                return Invariant($"the codes {circuit.Ports.A} = {pairs[i] >> 8}, {circuit.Ports.B} = {pairs[i] & 255} gave {Number(table[pairs[i]])} in one order of the pairs and {Number(product)} in another");
            }
        }

        return null;
    }

    private static string Number(string digits) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number) ? Invariant($"{number}") : digits;

    /// <summary>All pairs; whatever counts, toggles or remembers with their numbers does not go along.</summary>
    private static int[] Shuffled(int seed)
    {
        int[] pairs = [.. Enumerable.Range(0, Count)];
        SplitMix64 random = new((ulong)seed);
        for (int i = Count - 1; i > 0; i--)
        {
            int j = random.NextBelow(i + 1);
            (pairs[i], pairs[j]) = (pairs[j], pairs[i]);
        }

        return pairs;
    }
}
