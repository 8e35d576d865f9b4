using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.Accumulators;

/// <summary>Assertions of bounds beside the MAC of a layer that replays a real run.</summary>
public sealed class AccumulatorMonitorTests
{
    private static readonly OperatorPair Truncated = new(new TruncatedMultiplier(2), new TruncatedAdder(3));

    // The monitor stands beside the instance in the bench, with its ports.
    private const string Top = """
        module monitored_tb;
          layer_tb bench();
          accumulator_monitor_0 u_monitor (
            .clk_i(bench.clk), .load_i(bench.load), .valid_i(bench.valid), .a_i(bench.activation), .w_i(bench.weight), .acc_i(bench.acc)
          );
        endmodule

        """;

    [Fact]
    public void Text_OfALayer_HasItsBounds() => Snapshot.Verify(AccumulatorMonitor.Text(Layer(out _, out _), new string('0', 64)), "Layer", "sv");

    /// <summary>The share of the weights' zero point is added after the last sum of the circuit, which it does not bound.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    [InlineData(7, true)]
    public void Text_OfAWeightZeroPoint_EndsInAnySum(int zeroPoint, bool endsInAnySum)
    {
        TinyGraphBuilder builder = new("monitored", new SplitMix64(3));
        int input = builder.Input([1, 9]);
        int weights = builder.FullyConnected(input, 9, new TinyParameters { WeightZeroPoint = _ => zeroPoint, ZeroPoint = zeroPoint });
        builder.MatMul(input, weights, new TinyParameters { Bias = [9000] });
        foreach (LayerBounds layer in IntervalAnalysis.Run(builder.Build(), OperatorAssignment.Exact, InputRegion.Full).Layers)
        {
            string text = AccumulatorMonitor.Text(layer, new string('0', 64));
            Assert.True(!endsInAnySum || layer.Prefix != layer.Sum, "the two would be the same");
            Assert.Contains($"// {(endsInAnySum ? layer.Prefix : layer.Sum).Lower}\n", End("FINAL_LOWER"), StringComparison.Ordinal);
            Assert.Contains($"// {(endsInAnySum ? layer.Prefix : layer.Sum).Upper}\n", End("FINAL_UPPER"), StringComparison.Ordinal);

            string End(string name) => text[text.IndexOf($"{name} =", StringComparison.Ordinal)..].Split('\n')[0] + "\n";
        }
    }

    [SkippableFact]
    public void Text_Linted_IsClean()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("accumulator_monitor_0.sv"), AccumulatorMonitor.Text(Layer(out _, out _), new string('0', 64)));

        AssertSilent(folder.Path, "iverilog", "-Wall", "-g2012", "-t", "null", "accumulator_monitor_0.sv");
        AssertSilent(folder.Path, "verilator", "--lint-only", "-Wall", "accumulator_monitor_0.sv");
        AssertSilent(folder.Path, "verilator", "--lint-only", "-Wall", "-DFORMAL", "accumulator_monitor_0.sv");
        AssertSilent(folder.Path, "yosys", "-q", "-p", "read_verilog -formal -sv accumulator_monitor_0.sv; prep; select -assert-count 2 t:$assume; select -assert-count 2 t:$assert");
    }

    [SkippableFact]
    public void Simulation_OfALayer_HoldsItsBounds() => Assert.DoesNotContain("ERROR", Simulate(Layer(out _, out LayerBenchInput bench), bench), StringComparison.Ordinal);

    /// <summary>Bounds that leave out what the bench replays.</summary>
    [SkippableTheory]
    [InlineData("activation")]
    [InlineData("weight")]
    [InlineData("accumulator -?[0-9]+ is outside the bounds of the sums on the way")]
    [InlineData("accumulator -?[0-9]+ is outside the bounds of final sums")]
    public void Simulation_WithTighterBounds_SaysWhatLeavesThem(string what)
    {
        LayerBounds layer = Layer(out _, out LayerBenchInput bench);
        CheckedAccumulator[] accumulators = [.. bench.Accumulators];
        sbyte greatest = accumulators.Max(acc => acc.Activations.ToArray().Max());
        int top = accumulators[..^1].Max(acc => acc.Expected);
        long prefix = accumulators.SelectMany(acc => Sums(acc)).Max();
        ChannelBounds[] channels = [.. layer.Channels];
        layer = what[0] == 'w' ? layer with { Weights = WeightSet.Of(accumulators[0].Weights.Span[1..2]) }
            : what == "activation" ? layer with { Input = layer.Input with { Upper = greatest - 1 }, Operand = layer.Operand with { Upper = greatest - 1 } }
            : what.EndsWith("way", StringComparison.Ordinal) ? With(layer, channel => channel with { Prefix = channel.Prefix with { Upper = prefix - 1 } })
            : With(layer, channel => channel with { Sum = channel.Sum with { Upper = top - 1 } });

        Assert.Matches($"ERROR.*{what}", Simulate(layer, bench));
    }

    private static LayerBounds With(LayerBounds layer, Func<ChannelBounds, ChannelBounds> change) => layer with { Channels = [.. layer.Channels.Select(change)] };

    private static IEnumerable<long> Sums(CheckedAccumulator accumulator)
    {
        int acc = accumulator.Start;
        yield return acc;
        for (int tap = 0; tap < accumulator.Weights.Length; tap++)
        {
            acc = Truncated.Adder.Apply(acc, Truncated.Multiplier.Apply(accumulator.Activations.Span[tap], accumulator.Weights.Span[tap]));
            yield return acc;
        }
    }

    private static LayerBounds Layer(out Network network, out LayerBenchInput bench)
    {
        TinyGraphBuilder builder = new("monitored", new SplitMix64(3));
        builder.Conv2D(builder.Input([1, 4, 4, 2]), 3, new TinyWindow(3, 3));
        network = builder.Build();
        ExecutionPlan plan = PlannedNetwork.Of(network, Truncated).Plan;
        sbyte[] codes = new sbyte[32];
        new SplitMix64(4).FillInt8(codes);
        RecordedRun run = RecordedRun.Of(network, plan.Operators, new SampleBatch(1, [NpyArray.Create<sbyte>([1, 4, 4, 2], codes)]));
        bench = LayerReplay.Of(network, network.Graph.MacNodes.Single(), Truncated, run);
        return IntervalAnalysis.Run(network, plan.Operators, InputRegion.Full).Layers[0];
    }

    private static string Simulate(LayerBounds layer, LayerBenchInput bench)
    {
        Tools.Require("iverilog", "vvp");
        using TemporaryFolder folder = new();
        LayerBench.Write(bench, folder.Path);
        File.WriteAllText(folder.PathOf("monitor.sv"), AccumulatorMonitor.Text(layer, new string('0', 64)));
        File.WriteAllText(folder.PathOf("top.sv"), Top);
        AssertSilent(folder.Path, "iverilog", ["-g2012", "-o", "sim", "-s", "monitored_tb", "top.sv", "monitor.sv", .. File.ReadAllLines(folder.PathOf("sources.f"))]);
        ToolResult run = ToolRunner.Run(ToolRunner.Find("vvp")!, ["-n", "sim"], folder.Path, ToolLimits.Default, CancellationToken.None);
        Assert.Contains("PASS n=", run.Output, StringComparison.Ordinal);
        return run.Output + run.Errors;
    }

    private static void AssertSilent(string folder, string tool, params string[] arguments)
    {
        Tools.Require(tool);
        ToolResult result = ToolRunner.Run(ToolRunner.Find(tool)!, arguments, folder, ToolLimits.Default, CancellationToken.None);
        Assert.Equal("", result.Output + result.Errors);
        Assert.True(result.Succeeded, result.Problem);
    }
}
