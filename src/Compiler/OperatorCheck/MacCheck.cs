using System.Globalization;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Compares <c>mac_s8_acc32</c> with the accumulation that the software does: sign extension, load, hold, and the wrappers of both operators.</summary>
/// <remarks>Every product is added once, to accumulators that are a sample.</remarks>
internal static class MacCheck
{
    private static readonly VerilogModule Mac = new("mac_s8_acc32");

    /// <summary>Products of both signs, and wrappers with parameters; that each operator is right is checked elsewhere.</summary>
    private static readonly OperatorPair Operators = new(new BrokenArrayMultiplier(1, 3), new LowerPartOrAdder(4));

    public static OperatorReport Run(CheckEnvironment environment, CancellationToken cancellation)
    {
        Step[] steps = [.. Steps()];
        OperatorReport report = new()
        {
            Kind = OperatorKind.MultiplyAccumulate,
            Spec = Mac.Name,
            Module = Mac,
            SourceSha256 = CheckEnvironment.Sha256(environment.SourceOf(Mac)),
        };
        OperatorComparison comparison = new()
        {
            Top = "mac_tb",
            Files =
            [
                ("mac_tb.v", Bench(steps.Length)),
                ("qm_mul.v", OperatorWrapper.Of(Operators.Multiplier)),
                ("qm_add.v", OperatorWrapper.Of(Operators.Adder)),
                .. environment.SourceFiles([Mac, Operators.Multiplier.RequiredModule(), Operators.Adder.Verilog]),
                ("steps.hex", string.Concat(steps.Select(HexLine))),
            ],
            Results = [new ComparedResults(report, "accumulators.hex", Accumulators(steps))],
            ResultBits = 32,
            OperandsAt = index => (steps[index].Activation, steps[index].Weight),
        };
        return comparison.Run(environment.Simulator, cancellation)[0];
    }

    /// <summary>Module <c>mac_tb</c>.</summary>
    public static string Bench(int stepCount) => TemplateRenderer.Render("mac_tb.v", new
    {
        Multiplier = Operators.Multiplier.Spec,
        Adder = Operators.Adder.Spec,
        StepCount = Invariant($"{stepCount}"),
    });

    /// <summary>For each activation: a start value, which wins over the product beside it; the product with every weight; an edge that changes nothing.</summary>
    private static IEnumerable<Step> Steps()
    {
        SplitMix64 random = new(0);
        for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation++)
        {
            int start = (int)(random.NextUInt64() >> 32);
            yield return new Step(IsLoad: true, IsValid: true, start, activation, sbyte.MaxValue);
            for (int weight = sbyte.MinValue; weight <= sbyte.MaxValue; weight++)
            {
                yield return new Step(IsLoad: false, IsValid: true, start, activation, weight);
            }

            yield return new Step(IsLoad: false, IsValid: false, start, activation, sbyte.MaxValue);
        }
    }

    private static int[] Accumulators(Step[] steps)
    {
        int acc = 0;
        return Array.ConvertAll(steps, step => acc = step.IsLoad ? step.Start
            : step.IsValid ? Operators.Adder.Apply(acc, Operators.Multiplier.Apply(step.Activation, step.Weight))
            : acc);
    }

    private static string HexLine(Step step) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(step.IsLoad ? 2 : 0) | (step.IsValid ? 1 : 0):x2}{step.Start:x8}{(byte)step.Activation:x2}{(byte)step.Weight:x2}\n");

    /// <summary>A rising edge and the inputs at it.</summary>
    private sealed record Step(bool IsLoad, bool IsValid, int Start, int Activation, int Weight);
}
