using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

public class MacProofTests
{
    [SkippableTheory]
    [InlineData("exact", "exact", 16)]
    [InlineData("trunc:2", "exact", 16)]
    [InlineData("trunc:2", "trunc:4", 16)]
    [InlineData("trunc:2", "eta1:4", 16)]
    [InlineData("trunc:2", "loa:8", 2)]
    public void Run_ChainAndTree_AreEqual(string multiplier, string adder, int taps)
    {
        OperatorPair pair = new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);
        ProofReport report = Run(pair, pair, taps);
        Assert.Equal((CheckStatus.Equal, null), (report.Status, report.Reason));
    }

    /// <summary>The control: the proof is not true of everything.</summary>
    [SkippableFact]
    public void Run_AnotherDropInTheTree_IsRefuted()
    {
        ProofReport report = Run(
            new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()), new OperatorPair(new TruncatedMultiplier(3), new ExactAdder()), MacProof.DefaultTaps);
        Assert.Equal(CheckStatus.Different, report.Status);

        // The products of the counterexample, summed in both ways.
        byte[][] codes = [.. report.Counterexample.Skip(1).Select(value => Enumerable.Range(0, MacProof.DefaultTaps).Select(tap => (byte)(value.Bits >> (8 * tap) & 255)).ToArray())];
        int Sum(int drop) => codes[0].Zip(codes[1], (a, w) => ((sbyte)a * (sbyte)w) >> drop << drop).Sum();
        Assert.NotEqual(Sum(2), Sum(3));
    }

    private static ProofReport Run(OperatorPair chain, OperatorPair tree, int taps)
    {
        Tools.Require("yosys", "z3");
        return MacProof.Run(chain, tree, taps, CheckEnvironment.Installed() with { Formal = FormalTools.Look() }, CancellationToken.None);
    }
}
