using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Proves what simulation can only sample: 64 or 96 input bits are too many to try out.</summary>
internal static class AdderProof
{
    /// <summary>The module computes its formula, for every accumulator and addend.</summary>
    public static ProofReport OfFormula(Adder adder, CheckEnvironment environment, CancellationToken cancellation) => Proof.Run(
        $"{adder.Verilog.Name} computes the formula of {adder.Spec}",
        new ProofTask(
            "adder_miter",
            [
                ("adder_miter.v", OperatorMiters.Formula(adder)),
                ("adder_reference.v", AdderReference.Verilog(adder)),
                .. environment.SourceFiles([adder.Verilog]),
            ],
            ["acc_i", "addend_i", "expected_o", "got_o"]),
        environment.Formal,
        cancellation) with { IsOfModel = true };

    /// <summary>The module is commutative and associative: no order of additions, and no tree of them, changes a sum of any length.</summary>
    public static ProofReport OfOrder(Adder adder, CheckEnvironment environment, CancellationToken cancellation) => Proof.Run(
        $"sums of {adder.Verilog.Name} as {adder.Spec} do not depend on their order",
        new ProofTask(
            "order_miter",
            [("order_miter.v", OperatorMiters.Order(adder)), .. environment.SourceFiles([adder.Verilog])],
            ["first_i", "second_i", "third_i"]),
        environment.Formal,
        cancellation);
}
