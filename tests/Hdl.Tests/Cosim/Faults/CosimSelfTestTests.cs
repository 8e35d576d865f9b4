using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.Cosim.Faults;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Cosim.Faults;

/// <summary>The bench finds every fault that is planted, and a bench that looks away is found out.</summary>
public class CosimSelfTestTests
{
    private static readonly OperatorPair Table = new(
        new TableMultiplier("scrambled", MultiplierTable.Of(new ScrambledMultiplier())), new LowerPartOrAdder(4));

    [SkippableFact]
    public void Run_TableThatDoesNotCommute_EveryFaultIsCaught()
    {
        FaultTrial trial = Run(Request(Convolutions(RequantizationKind.TfliteDouble), Table));
        Assert.Null(trial.Problem);
        Assert.Empty(trial.Inapplicable);
        Assert.All(trial.Faults, fault => Assert.True(fault.IsCaught, fault.ToString()));
        Assert.Equal(EngineFaults.All.Select(fault => fault.Name), trial.Faults.Select(fault => fault.Name.Split(" (")[0]));
        Assert.Equal(
            ["max_pool_1", "max_pool_1", "average_pool_2", "average_pool_2", "add_3", "add_3", "add_3", "add_3", "add_3", "add_3"],
            trial.Faults.TakeLast(10).Select(fault => fault.Layer));
        Assert.True(trial.Passed);
    }

    [SkippableTheory]
    [InlineData(RequantizationKind.TfliteSingle)]
    [InlineData(RequantizationKind.OnnxFloat)]
    public void Run_OtherRequantization_EveryFaultIsCaught(RequantizationKind kind)
    {
        FaultTrial trial = Run(Request(Convolutions(kind), OperatorPair.Exact));
        Assert.Contains(trial.Faults, fault => fault.Name == $"rounding off by one ({kind.Name()})");
        Assert.True(trial.Passed, string.Join("; ", trial.Faults));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_NarrowRegisterWithRanges_EveryFaultIsCaught(bool saturates)
    {
        Network network = Convolutions(RequantizationKind.TfliteDouble);
        FaultTrial trial = Run(Request(network, OperatorPair.Exact) with
        {
            Register = new AccumulatorRegister(20, saturates),
            Ranges = Ranges(network),
        });
        Assert.All(trial.Faults, fault => Assert.True(fault.IsCaught, fault.ToString()));
        Assert.Equal(EngineFaults.All.Count - 2, trial.Faults.Count);
        Assert.Equal(
            ["table entry: exact is a circuit and no table", "swapped operands: exact commutes"],
            trial.Inapplicable.Select(fault => $"{fault.Name}: {fault.Reason}"));
        Assert.True(trial.Passed);
    }

    [SkippableFact]
    public void Run_NetworkWithoutPadding_PadValueIsWrongInOurs()
    {
        TinyGraphBuilder builder = new("dense", new SplitMix64(2));
        FaultTrial trial = Run(Request(builder.Build([builder.FullyConnected(builder.Input([1, 12]), 5)]), OperatorPair.Exact));
        Assert.True(trial.Passed, string.Join("; ", trial.Faults));
        Assert.Equal("test network, padded", trial.Faults.Single(fault => fault.Name.StartsWith("wrong pad value", StringComparison.Ordinal)).Layer);
        Assert.Equal("test network, maximum", trial.Faults.Single(fault => fault.Name == "maximum begins at 0").Layer);
        Assert.Equal("test network, average", trial.Faults.Single(fault => fault.Name == "padding counted in an average").Layer);
        Assert.Equal("test network, sum", trial.Faults.Single(fault => fault.Name == "operands of a sum exchanged").Layer);
        Assert.Equal("dense_0", trial.Faults.Single(fault => fault.Name.StartsWith("weight bit", StringComparison.Ordinal)).Layer);
    }

    [SkippableFact]
    public void Steps_TwoPairsOfCircuits_PoolsAndSumsAreTriedOnce()
    {
        CosimRequest request = Request(Convolutions(RequantizationKind.TfliteDouble), OperatorPair.Exact);
        OperatorPair other = new(new TruncatedMultiplier(2), new ExactAdder());
        OperatorAssignment mixed = OperatorAssignment.OfLayers([new LayerOperators("conv_4", other)]);
        int steps = new CosimSelfTest(request with { Planned = PlannedNetwork.Of(request.Planned.Network, mixed) }, cache: null).Steps;

        // Neither of the two pairs has a table or operands that do not commute.
        Assert.Equal(EngineFaults.All.Count - 2 + EngineFaults.All.Count(fault => fault.Unit == EngineUnit.Conv) - 2, steps);
    }

    [SkippableFact]
    public void Run_NextLayerLeavesItsRange_IsCaught()
    {
        // Weights of 0 have constant codes: with a wrong bit the next layer sees others.
        TinyGraphBuilder builder = new("constant", new SplitMix64(2));
        TinyParameters zeros = new() { Weights = [0], Bias = [0], Multipliers = [new QuantizedMultiplier(1 << 30, 0)], Clamp = ClampRange.Full };
        int constant = builder.Conv2D(builder.Input([1, 3, 3, 1]), 1, new TinyWindow(1, 1), zeros);
        Network network = builder.Build([builder.Conv2D(constant, 3, new TinyWindow(1, 1), new TinyParameters { Clamp = ClampRange.Full })]);
        FaultTrial trial = Run(Request(network, OperatorPair.Exact) with { Ranges = Ranges(network) });
        Assert.Contains("left its bounds", trial.Faults[0].Found, StringComparison.Ordinal);
        Assert.True(trial.Passed, string.Join("; ", trial.Faults));
    }

    [SkippableFact]
    public void Run_AccumulatorsAndCodesOfPoolsAreNotLookedAt_FaultsEscape()
    {
        FaultTrial trial = Run(
            Request(Convolutions(RequantizationKind.TfliteDouble), OperatorPair.Exact),
            (_, text) => text.Replace("if (acc !== acc_memory[outputs] || ^acc_memory[outputs] === 1'bx)", "if (acc === 32'bx)", StringComparison.Ordinal)
                .Replace("if (code !== code_memory[outputs]", "if (layer[ENGINE][1:0] != POOL && code !== code_memory[outputs]", StringComparison.Ordinal));
        Assert.False(trial.Passed);
        Assert.Null(trial.Problem);
        Assert.Contains(trial.Faults, fault => !fault.IsCaught && fault.Name.StartsWith("last tap dropped", StringComparison.Ordinal));

        Assert.All(trial.Faults.Where(fault => fault.Layer.Contains("pool", StringComparison.Ordinal)), fault => Assert.False(fault.IsCaught, fault.ToString()));

        // What changes codes alone is still seen.
        Assert.All(trial.Faults.Where(fault => fault.Name.Contains("rounding", StringComparison.Ordinal)), fault => Assert.True(fault.IsCaught));
    }

    [SkippableFact]
    public void Run_NothingIsCompared_IsAProblemWithoutAnyFault()
    {
        FaultTrial trial = Run(
            Request(Convolutions(RequantizationKind.TfliteDouble), OperatorPair.Exact),
            (_, text) => text.Replace("if (valid) compare;", "if (valid) outputs = outputs + 1;", StringComparison.Ordinal));
        Assert.False(trial.Passed);
        Assert.Empty(trial.Faults);
        Assert.Contains("fails without a fault", trial.Problem, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_Cancelled_Ends()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new CosimSelfTest(Request(Convolutions(RequantizationKind.TfliteDouble), OperatorPair.Exact), null).Run(() => { }, cancelled.Token));
    }

    internal static CosimRequest Request(Network network, OperatorPair pair)
    {
        Tools.Require("iverilog", "vvp");
        SampleBatch inputs = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 1, seed: 7);
        return new CosimRequest(PlannedNetwork.Of(network, pair), inputs, Icarus.Find()!);
    }

    /// <summary>A padded convolution of two blocks of lanes, both pools, their sum, and a pointwise one.</summary>
    private static Network Convolutions(RequantizationKind kind)
    {
        TinyParameters parameters = new() { Kind = kind, Clamp = ClampRange.Full };
        TinyGraphBuilder builder = new("faults", new SplitMix64(4));
        int convolution = builder.Conv2D(builder.Input([1, 4, 4, 2], zeroPoint: 9), 17, new TinyWindow(3, 3), parameters);
        int pool = builder.MaxPool2D(convolution, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2 }, ClampRange.Full);
        int sum = builder.Add(pool, builder.AveragePool2D(pool, new TinyWindow(2, 2)));
        return builder.Build([builder.Conv2D(sum, 3, new TinyWindow(1, 1), parameters)]);
    }

    private static Dictionary<string, SoundRange> Ranges(Network network) =>
        Constraints.Compute(network, OperatorAssignment.Exact, InputRegion.Full).Layers.ToDictionary(layer => layer.Node.Name, SoundRange.Of);

    private static FaultTrial Run(CosimRequest request, Func<string, string, string>? source = null) =>
        new CosimSelfTest(request, cache: null, source).Run(() => { }, CancellationToken.None);
}
