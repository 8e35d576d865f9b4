using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck.Faults;

/// <summary>Injects faults into circuits under test and runs the benches that check them: each must be reported, by its count where a model knows it.</summary>
/// <remarks>The same code runs with and without faults, so a bench that compares nothing, or not all, is found out.</remarks>
internal static class SelfTest
{
    /// <summary>Every fault of every operator of a scope, with every tool; the quick form without a scope.</summary>
    public static SelfTestResult Run(SelfTestScope? scope, CheckEnvironment environment, CancellationToken cancellation)
    {
        // Faults go into modules that are right: in one that is wrong already, no count would be as predicted.
        environment = environment with { SourceOf = module => EmbeddedText.Hdl(module.Name), Care = null };
        if (scope is null)
        {
            return Quick(environment, cancellation);
        }

        (IReadOnlyList<ResolvedMultiplier> multipliers, IReadOnlyList<Adder> adders) = scope;
        MultiplierFault[] faults = [.. multipliers.SelectMany(resolved => MultiplierFault.Of(resolved.Multiplier))];
        MultiplierFault[] inVerilog = [.. faults.Where(fault => fault.Circuit is not null)];
        return Result(environment, [
            .. Simulated(inVerilog, environment, cancellation),
            .. SimulatedTogether(inVerilog, environment, cancellation),
            .. UserCircuits(multipliers, environment, cancellation),
            .. Expressions(faults, cancellation),
            .. SimulatedAdders(adders, environment, cancellation),
            .. ProvedAdders(adders, environment, cancellation),
        ]);
    }

    /// <summary>Faults in the operators that are simulated fastest, by the first simulator: in less than a second, as a part of every check.</summary>
    private static SelfTestResult Quick(CheckEnvironment environment, CancellationToken cancellation)
    {
        // Every kind of fault but exchanged operands: what does not commute is an array, and takes four times as long.
        MultiplierFault[] faults = [.. MultiplierFault.Of(new TruncatedMultiplier(2))];
        return Result(environment, [
            .. Simulated(faults, environment, cancellation),
            .. SimulatedAdders([new TruncatedAdder(2)], environment, cancellation),
        ]);
    }

    private static SelfTestResult Result(CheckEnvironment environment, IReadOnlyList<BenchFaults> benches) =>
        new(benches, benches.Count > 0 ? null : environment.Simulator.Problem ?? "there is no bench for these operators");

    private static IEnumerable<BenchFaults> Simulated(MultiplierFault[] faults, CheckEnvironment environment, CancellationToken cancellation)
    {
        if (environment.Simulator.Program is Simulator simulator && faults.Length > 0)
        {
            yield return Bench($"multiplier, {simulator.Name}", faults, fault =>
            {
                FaultyMultiplier faulty = new(fault, "mul_faulty");
                return IsCaught(MultiplierCheck.Run(faulty, With(environment, [faulty]), cancellation), fault);
            });
        }
    }

    private static IEnumerable<BenchFaults> SimulatedTogether(MultiplierFault[] faults, CheckEnvironment environment, CancellationToken cancellation)
    {
        if (environment.SecondSimulator.Program is Simulator simulator && faults.Length > 0)
        {
            FaultyMultiplier[] faulty = [.. faults.Select((fault, i) => new FaultyMultiplier(fault, Invariant($"mul_faulty_{i}")))];
            IReadOnlyList<OperatorReport> reports = MultiplierTablesCheck.Run(
                faulty, environment.SecondSimulator, faulty.Length, With(environment, faulty), cancellation);
            yield return Bench($"multiplier, {simulator.Name}", faults, reports);
        }
    }

    private static IEnumerable<BenchFaults> Expressions(MultiplierFault[] faults, CancellationToken cancellation)
    {
        if (faults.Length > 0)
        {
            ProductCode[] codes = [.. faults.Select(fault => new ProductCode(fault.Healthy, fault.Expression))];
            yield return Bench("generated C#", faults, ExpressionCheck.Run(codes, null, cancellation));
        }
    }

    private static IEnumerable<BenchFaults> UserCircuits(
        IReadOnlyList<ResolvedMultiplier> multipliers, CheckEnvironment environment, CancellationToken cancellation)
    {
        if (environment.Simulator.Program is not Simulator simulator)
        {
            yield break;
        }

        foreach (ResolvedMultiplier resolved in multipliers)
        {
            if (resolved.Origin is { Circuit: VerilogCircuit circuit } origin)
            {
                (string Name, VerilogCircuit Circuit)[] faults = [.. UserCircuitFaults.Of(circuit, origin)];
                string[] escaped = [.. faults
                    .Where(fault => !CircuitCheck.Run(
                        resolved.Multiplier, origin, fault.Circuit, environment.Simulator, null, cancellation).Status.IsMismatch())
                    .Select(fault => fault.Name)];
                yield return new BenchFaults($"{circuit.FileName}, {simulator.Name}", faults.Length, escaped);
            }
        }
    }

    private static IEnumerable<BenchFaults> SimulatedAdders(IReadOnlyList<Adder> adders, CheckEnvironment environment, CancellationToken cancellation) =>
        environment.Simulator.Program is not Simulator simulator ? []
            : OfAdders($"adder, {simulator.Name}", adders, (adder, faulty) => AdderCheck.Run(adder, 0, 0, faulty, cancellation).Status, environment);

    private static IEnumerable<BenchFaults> ProvedAdders(IReadOnlyList<Adder> adders, CheckEnvironment environment, CancellationToken cancellation) =>
        environment.Formal.Program is null ? []
            : OfAdders("adder, yosys and z3", adders, (adder, faulty) => AdderProof.OfFormula(adder, faulty, cancellation).Status, environment);

    private static IEnumerable<BenchFaults> OfAdders(
        string name, IReadOnlyList<Adder> adders, Func<Adder, CheckEnvironment, CheckStatus> check, CheckEnvironment environment)
    {
        if (adders.Count > 0)
        {
            (Adder Adder, CircuitFault Fault)[] faults = [.. adders.SelectMany(adder => AdderFaults.Of(adder).Select(fault => (adder, fault)))];
            string[] escaped = [.. faults
                .Where(pair => check(pair.Adder, environment with { SourceOf = module => pair.Fault.Source(module, environment.SourceOf(module)) }) != CheckStatus.Different)
                .Select(pair => pair.Fault.Name)];
            yield return new BenchFaults(name, faults.Length, escaped);
        }
    }

    private static BenchFaults Bench(string name, MultiplierFault[] faults, IReadOnlyList<OperatorReport> reports) =>
        new(name, faults.Length, [.. faults.Where((fault, i) => !IsCaught(reports[i], fault)).Select(fault => fault.Name)]);

    private static BenchFaults Bench(string name, MultiplierFault[] faults, Func<MultiplierFault, bool> isCaught) =>
        new(name, faults.Length, [.. faults.Where(fault => !isCaught(fault)).Select(fault => fault.Name)]);

    private static bool IsCaught(OperatorReport report, MultiplierFault fault) =>
        report.Status.IsMismatch() && report.Mismatches == fault.Mismatches;

    private static CheckEnvironment With(CheckEnvironment environment, IReadOnlyList<FaultyMultiplier> faulty)
    {
        Dictionary<string, FaultyMultiplier> byModule = faulty.ToDictionary(multiplier => multiplier.Module);
        return environment with
        {
            SourceOf = module => byModule[module.Name].Fault.Circuit!.Source(module, environment.SourceOf(byModule[module.Name].Fault.Circuit!.Module)),
        };
    }

    /// <summary>The healthy C# model with a module that does not fit it.</summary>
    private sealed record FaultyMultiplier(MultiplierFault Fault, string Module) : Multiplier
    {
        public override string Spec => Fault.Healthy.Spec;

        public override string Description => Fault.Name;

        public override VerilogModule Verilog => new(Module);

        public override int Apply(int activation, int weight) => Fault.Healthy.Apply(activation, weight);

        public override string ProductExpression(string activation, string weight) => Fault.Healthy.ProductExpression(activation, weight);
    }
}
