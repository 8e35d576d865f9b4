using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>Faults in 32-bit adders. Exchanged operands are none: all of them commute.</summary>
internal static class AdderFaults
{
    private const int Bits = 32;

    /// <summary>The faults that can be put into an adder and change a sum of the corner vectors, by its C# model.</summary>
    public static IReadOnlyList<CircuitFault> Of(Adder healthy) =>
        [.. Candidates(healthy).Where(candidate => ChangesASum(healthy, candidate.Sum)).Select(candidate => candidate.Fault)];

    private static bool ChangesASum(Adder healthy, Func<int, int, int> sum) =>
        AdderCheck.CornerPairs.Any(pair => sum(pair.Accumulator, pair.Addend) != healthy.Apply(pair.Accumulator, pair.Addend));

    private static IEnumerable<(CircuitFault Fault, Func<int, int, int> Sum)> Candidates(Adder healthy)
    {
        CircuitFault Named(string what, string value) =>
            new($"{healthy.Spec} {what}", healthy.Verilog, OperatorPorts.Adder) { Value = value };

        foreach (int width in (int[])[Bits - 1, 24])
        {
            int unused = Bits - width;
            yield return (
                Named(Invariant($"of {width} bits"), Invariant($"{{ {{{unused}{{healthy[{width - 1}]}}}}, healthy[{width - 1}:0] }}")),
                (a, b) => healthy.Apply(a, b) << unused >> unused);
        }

        int stuck = healthy.ApproximateBits;
        yield return (
            Named(Invariant($"with bit {stuck} stuck at 1"), Invariant($"healthy | 32'h{1u << stuck:x8}")),
            (a, b) => healthy.Apply(a, b) | (int)(1u << stuck));
        yield return (
            Named("with bit 31 stuck at 0", "healthy & 32'h7fffffff"),
            (a, b) => healthy.Apply(a, b) & int.MaxValue);
        foreach (Adder neighbour in OperatorNeighbours.Of(healthy))
        {
            yield return (new CircuitFault($"{healthy.Spec} built as {neighbour.Spec}", neighbour.Verilog, OperatorPorts.Adder), neighbour.Apply);
        }
    }
}
