using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>A fault in a multiplier, in each form that a bench looks at.</summary>
/// <param name="Healthy">The multiplier without it.</param>
/// <param name="Name">What is wrong, as a clause.</param>
/// <param name="Mismatches">Pairs with another product than the healthy one's, at least one; a bench must count them all.</param>
/// <param name="Circuit">In Verilog; null for a multiplier without a module of ours.</param>
/// <param name="Expression">In generated C#.</param>
internal sealed record MultiplierFault(Multiplier Healthy, string Name, int Mismatches, CircuitFault? Circuit, string Expression)
{
    private const int SignBit = 15;

    /// <summary>The faults that can be put into a multiplier and change a product: what its C# model says is the same is none.</summary>
    public static IReadOnlyList<MultiplierFault> Of(Multiplier healthy) =>
        [.. Candidates(healthy).Select(candidate => candidate.ToFault(healthy)).Where(fault => fault.Mismatches > 0)];

    private static IEnumerable<Candidate> Candidates(Multiplier healthy)
    {
        yield return Flipped(healthy, -128, -128);
        yield return Flipped(healthy, 127, 127);
        yield return new Candidate("with its operands exchanged", (x, w) => healthy.Apply(w, x))
        {
            IsSwapped = true,
            Expression = healthy.ProductExpression(ProductCode.Weight, ProductCode.Activation),
        };
        yield return Bit(healthy, healthy.ProductZeroBits, isSet: true);
        yield return Bit(healthy, SignBit, isSet: false);
        foreach (Multiplier neighbour in OperatorNeighbours.Of(healthy))
        {
            yield return new Candidate($"built as {neighbour.Spec}", neighbour.Apply)
            {
                Module = neighbour.Verilog,
                Expression = neighbour.ProductExpression(ProductCode.Activation, ProductCode.Weight),
            };
        }
    }

    private static Candidate Flipped(Multiplier healthy, int activation, int weight) => new(
        Invariant($"with one wrong bit at {activation}, {weight}"),
        (x, w) => healthy.Apply(x, w) ^ (x == activation && w == weight ? 1 : 0))
    {
        Value = Invariant($"a_i == 8'h{activation & 255:x2} && w_i == 8'h{weight & 255:x2} ? healthy ^ 16'h0001 : healthy"),
        Expression = Invariant($"({Code(healthy)}) ^ ({ProductCode.Activation} == {activation} && {ProductCode.Weight} == {weight} ? 1 : 0)"),
    };

    private static Candidate Bit(Multiplier healthy, int bit, bool isSet)
    {
        int mask = 1 << bit;
        return new Candidate(
            Invariant($"with bit {bit} stuck at {(isSet ? 1 : 0)}"),
            (x, w) => (short)(isSet ? healthy.Apply(x, w) | mask : healthy.Apply(x, w) & ~mask))
        {
            Value = isSet ? Invariant($"healthy | 16'h{mask:x4}") : Invariant($"healthy & ~16'h{mask:x4}"),
            Expression = isSet ? Invariant($"(short)(({Code(healthy)}) | 0x{mask:x})") : Invariant($"(short)(({Code(healthy)}) & ~0x{mask:x})"),
        };
    }

    private static string Code(Multiplier multiplier) => ProductCode.Of(multiplier).Expression;

    private sealed record Candidate(string Name, Func<int, int, int> Product)
    {
        public string Value { get; init; } = "healthy";

        public bool IsSwapped { get; init; }

        public VerilogModule? Module { get; init; }

        public required string Expression { get; init; }

        public MultiplierFault ToFault(Multiplier healthy)
        {
            string name = $"{healthy.Spec} {Name}";
            VerilogModule? module = Module ?? healthy.Verilog;
            int mismatches = Enumerable.Range(0, MultiplierTable.Count).Select(MultiplierTable.OperandsAt)
                .Count(pair => Product(pair.Activation, pair.Weight) != healthy.Apply(pair.Activation, pair.Weight));
            return new MultiplierFault(
                healthy,
                name,
                mismatches,
                module is null ? null : new CircuitFault(name, module, OperatorPorts.Multiplier) { Value = Value, IsSwapped = IsSwapped },
                Expression);
        }
    }
}
