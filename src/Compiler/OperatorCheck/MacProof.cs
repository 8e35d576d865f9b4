using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Proves that a dot product comes out the same from a chain of adders and from a tree of them, whatever the operands.</summary>
/// <remarks>
/// The whole structure at once, multipliers included. <see cref="AdderProof.OfOrder"/> implies it for any number of taps and is
/// what covers LOA: the solver does not decide a chain of LOAs against a tree within minutes, only the law for three terms.
/// </remarks>
internal static class MacProof
{
    public const int DefaultTaps = 16;

    /// <summary>The proof that an operator check shows of an adder: chain and tree of 16 taps with the same operators.</summary>
    public static ProofReport Of(OperatorPair operators, CheckEnvironment environment, CancellationToken cancellation) =>
        operators.Adder is LowerPartOrAdder { Lower: > 0 }
            ? new ProofReport
            {
                Claim = ClaimOf(operators, operators, DefaultTaps),
                Reason = Invariant($"z3 does not decide a chain of {DefaultTaps} taps with LOA; that sums do not depend on their order covers it, for any number of taps"),
            }
            : Run(operators, operators, DefaultTaps, environment, cancellation);

    /// <summary>Runs the proof.</summary>
    /// <param name="chain">Operators of the chain.</param>
    /// <param name="tree">Operators of the tree: the same, unless a difference is to be shown.</param>
    /// <param name="taps">Products, a power of two.</param>
    /// <param name="environment">Tools and sources.</param>
    /// <param name="cancellation">Ends the tools.</param>
    public static ProofReport Run(OperatorPair chain, OperatorPair tree, int taps, CheckEnvironment environment, CancellationToken cancellation) => Proof.Run(
        ClaimOf(chain, tree, taps),
        new ProofTask(
            "mac_miter",
            [
                ("mac_miter.v", OperatorMiters.ChainAndTree(chain, tree, taps)),
                .. environment.SourceFiles([chain.Multiplier.RequiredModule(), chain.Adder.Verilog, tree.Multiplier.RequiredModule(), tree.Adder.Verilog]),
            ],
            ["start_i", "a_i", "w_i"]),
        environment.Formal,
        cancellation);

    private static string ClaimOf(OperatorPair chain, OperatorPair tree, int taps) =>
        Invariant($"a chain of {taps} taps with {chain} equals a tree with {tree}");
}
