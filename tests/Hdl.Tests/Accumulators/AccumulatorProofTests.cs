using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Accumulators;

public sealed class AccumulatorProofTests
{
    [SkippableTheory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:2", "trunc:3")]
    [InlineData("drum:4", "eta1:4")]
    public void Run_OfALayer_ProvesItsBitsAndRefutesOneFewer(string multiplier, string adder)
    {
        AccumulatorChain chain = Chain(new OperatorPair(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!));

        AccumulatorProof proof = AccumulatorProof.Run("layer", chain, RequireYosys(), CancellationToken.None);

        Assert.Equal(("proved", null, chain.Sums.Bits), (proof.Name, proof.Reason, proof.Bits));
        ChainOverflow overflow = proof.Overflow!;
        Assert.InRange(overflow.Step, 1, chain.Steps.Count);
        Assert.True(chain.Steps[overflow.Step - 1].Activations.Contains(overflow.Activation));
        Assert.Equal(
            chain.Operators.Adder.Apply((int)overflow.Accumulator, chain.Operators.Multiplier.Apply(overflow.Activation, chain.Steps[overflow.Step - 1].Weight)), overflow.Sum);
        Assert.NotInRange(overflow.Sum, -(1L << (proof.Bits - 2)), (1L << (proof.Bits - 2)) - 1);
    }

    /// <summary>Where one end of one step is a single code too tight, the induction fails.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_OfBoundsThatAreOneTooTight_IsRefuted(bool upper)
    {
        AccumulatorChain chain = Chain(OperatorPair.Exact);
        ChainStep[] steps = [.. chain.Steps];
        steps[7] = steps[7] with { Sum = upper ? steps[7].Sum with { Upper = steps[7].Sum.Upper - 1 } : steps[7].Sum with { Lower = steps[7].Sum.Lower + 1 } };

        AccumulatorProof proof = AccumulatorProof.Run("layer", chain with { Steps = steps }, RequireYosys(), CancellationToken.None);

        Assert.Equal(("refuted", null), (proof.Name, proof.Reason));
    }

    [Fact]
    public void Run_WithoutYosys_IsSkippedWithTheReason()
    {
        AccumulatorProof proof = AccumulatorProof.Run("layer", Chain(OperatorPair.Exact), yosys: null, CancellationToken.None);

        Assert.Equal(("skipped", "yosys is not on PATH; to install it: apt-get install yosys"), (proof.Name, proof.Reason));
    }

    [Fact]
    public void Run_WithATable_IsRefused() => Assert.Equal(
        $"--prove: layer \"layer\" is not proved: {ScrambledMultiplier.Table().Spec} has no module in hdl that takes the layer's operands",
        Assert.Throws<InputException>(() => AccumulatorProof.Run("layer", Chain(new OperatorPair(ScrambledMultiplier.Table(), new ExactAdder())), null, CancellationToken.None)).Message);

    [SkippableFact]
    public void StepModule_Linted_IsClean()
    {
        Tools.Require("verilator");
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("accumulator_step.sv"), AccumulatorProof.StepModule("a\nlayer", Chain(OperatorPair.Exact), 20, 0..10));
        File.WriteAllText(folder.PathOf("mul_exact_s8.v"), EmbeddedText.Hdl("mul_exact_s8"));
        File.WriteAllText(folder.PathOf("add_exact_s32.v"), EmbeddedText.Hdl("add_exact_s32"));
        ToolResult result = ToolRunner.Run(
            ToolRunner.Find("verilator")!, ["--lint-only", "-Wall", "--top-module", "accumulator_step", "accumulator_step.sv", "mul_exact_s8.v", "add_exact_s32.v"], folder.Path, ToolLimits.Default, CancellationToken.None);
        Assert.Equal("", result.Output + result.Errors);
    }

    private static AccumulatorChain Chain(OperatorPair operators)
    {
        TinyGraphBuilder builder = new("chain", new SplitMix64(8));
        builder.Conv2D(builder.Input([1, 4, 4, 2]), 3, new TinyWindow(3, 3));
        Network network = builder.Build();
        LayerFacts facts = LayerFacts.Of(network, network.Graph.MacNodes.First(), operators);
        return AccumulatorChain.Widest(facts, WindowBoxes.OfAnyInput(facts));
    }

    private static Yosys RequireYosys()
    {
        Tools.Require("yosys");
        return Yosys.Find()!;
    }
}
