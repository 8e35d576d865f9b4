using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Simulates a circuit of the user and compares it, with what is around it, with the multiplier that the software uses.</summary>
internal static class CircuitCheck
{
    /// <summary>Simulates anew, whatever the table was read from.</summary>
    /// <param name="multiplier">The software's.</param>
    /// <param name="origin">How int8 operands reach the circuit.</param>
    /// <param name="circuit">The circuit that is said to compute the same.</param>
    /// <param name="tool">Simulates it.</param>
    /// <param name="care">The pairs that can occur, or null.</param>
    /// <param name="cancellation">Ends the simulator.</param>
    public static OperatorReport Run(
        Multiplier multiplier,
        MultiplierOrigin origin,
        VerilogCircuit circuit,
        Tool<Simulator> tool,
        CareSet? care,
        CancellationToken cancellation)
    {
        int[] table = MultiplierTable.Of(multiplier);
        OperatorReport report = new()
        {
            Kind = OperatorKind.Multiplier,
            Spec = multiplier.Spec,
            Module = new VerilogModule(circuit.Top, [.. circuit.Parameters]),
            SourceSha256 = circuit.Source.Sha256,
            TableSha256 = MultiplierTable.Sha256(table),
        };
        if (tool.Program is not Simulator simulator)
        {
            return report with { Status = CheckStatuses.Without(tool), Reason = tool.Problem };
        }

        report = report with { ToolName = simulator.Name, ToolVersion = simulator.Version, ToolProtection = CircuitSimulation.Protection };
        try
        {
            CircuitTable products = new CircuitSimulation([simulator]).Simulate(circuit, cancellation).Table.Read(origin.Table.IsSigned, []);
            int[] wrapped = products.Wrap(origin.Wrapping, origin.ActivationIsB);
            OperatorReport compared = OperatorComparison.Compare(
                report, table, Array.ConvertAll(wrapped, product => (int?)product), MultiplierTable.OperandsAt, care);
            return compared.Status == CheckStatus.Equal && Unwrapped(origin.Table, products) is string difference
                ? OperatorComparison.Failed(report, difference)
                : compared;
        }
        catch (InputException e)
        {
            OperatorComparison.ThrowIfInterrupted(cancellation);
            return OperatorComparison.Failed(report, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return OperatorComparison.Failed(report, ScratchFolder.Problem(e));
        }
    }
    /// <summary>Pairs that a wrapping does not use are part of the circuit all the same; null where they are equal too.</summary>
    private static string? Unwrapped(CircuitTable expected, CircuitTable got)
    {
        int[] different = [.. Enumerable.Range(0, expected.Products.Length).Where(index => expected.Products[index] != got.Products[index])];
        if (different.Length == 0)
        {
            return null;
        }

        (int a, int b) = expected.OperandsAt(different[0]);
        return Invariant($"{different.Length} products that int8 operands do not use differ: A = {a}, B = {b} gave {expected.Apply(a, b)} before and {got.Apply(a, b)} now");
    }
}
