using System.Reflection;
using System.Reflection.Emit;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>Written-out kernels stay within what the JIT optimizes: counted in the compiled IL.</summary>
public sealed class UnrolledCodeTests
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:2", "exact")]
    [InlineData("exact", "trunc:31")]
    [InlineData("trunc:15", "trunc:4")]
    [InlineData("trunc_op:2", "loa:31")]
    [InlineData("drum:3", "exact")]
    [InlineData("mitchell", "eta1:4")]
    public void ChannelsPerMethod_LayersOfEveryKind_CompileBelowTheLimits(string multiplier, string adder)
    {
        // Taps that barely fit a method once, that leave much room, and many channels; per-channel requantization with offsets above 127.
        AssertWithinLimits(
            Operators(multiplier, adder),
            builder => builder.DepthwiseConv2D(builder.Input([1, 9, 9, 64]), 1, new TinyWindow(3, 3), PerChannel(64)),
            builder => builder.Conv2D(builder.Input([2, 20, 20, 1]), 30, new TinyWindow(5, 5), PerChannel(30)),
            builder => builder.Conv2D(builder.Input([1, 12, 12, 60]), 4, new TinyWindow(3, 3) { Padding = Padding.Valid }, PerChannel(4)),
            builder => builder.FullyConnected(builder.Input([3, 100]), 14, PerChannel(14)),
            builder => builder.FullyConnected(builder.Input([1, 580]), 3, PerChannel(3)));
    }

    [Theory]
    [InlineData("trunc_col:3", "exact")]
    [InlineData("bam:h=0,v=7", "trunc:4")]
    public void ChannelsPerMethod_ProductsOfSeveralTerms_CompileBelowTheLimits(string multiplier, string adder) =>
        AssertWithinLimits(
            Operators(multiplier, adder), builder => builder.Conv2D(builder.Input([1, 12, 12, 8]), 24, new TinyWindow(3, 3), PerChannel(24)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ChannelsPerMethod_ProductsOfATable_CompileBelowTheLimits(int scale) => AssertWithinLimits(
        new OperatorPair(ScrambledMultiplier.Table(scale), new LowerPartOrAdder(9)),
        builder => builder.Conv2D(builder.Input([1, 12, 12, 8]), 24, new TinyWindow(3, 3), PerChannel(24)),
        builder => builder.FullyConnected(builder.Input([3, 100]), 14, PerChannel(14)));

    private static TinyParameters PerChannel(int channels) => new()
    {
        Multipliers = [.. Enumerable.Range(0, channels).Select(i => new QuantizedMultiplier((1 << 30) + (i * 12345), -i % 31))],
        Bias = [.. Enumerable.Range(0, channels).Select(i => (i * 7919) - 100000)],
        ZeroPoint = -101,
        Clamp = new ClampRange(-101, 120),
    };

    private static OperatorPair Operators(string multiplier, string adder) =>
        new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);

    private static void AssertWithinLimits(OperatorPair operators, params Action<TinyGraphBuilder>[] layers)
    {
        Assembly assembly = GeneratedCode.Compile(layers.SelectMany((layer, i) => Emit(layer, operators, $"Net{i}")));
        for (int i = 0; i < layers.Length; i++)
        {
            Type type = assembly.GetType($"Demo.Net{i}", throwOnError: true)!;
            MethodInfo[] methods = type.GetMethods(BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly);

            Assert.NotEmpty(methods);
            foreach (MethodInfo method in methods)
            {
                byte[] il = method.GetMethodBody()!.GetILAsByteArray()!;
                Assert.InRange(il.Length, 1, UnrolledCode.MaxBytes - 1);
                Assert.InRange(CountInstructions(il), 1, UnrolledCode.MaxInstructions - 1);
            }
        }
    }

    private static EquatableArray<EmittedFile> Emit(Action<TinyGraphBuilder> layer, OperatorPair operators, string name)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        layer(builder);
        Network network = builder.Build();
        ExecutionPlan plan = ExecutionPlanner.Plan(network, new PlanOptions(
            name, "Demo", new OperatorAssignment(operators), network.Graph.MacNodes.Select(node => new StrategyRequest(node.Name, "unrolled")).ToEquatableArray()));
        return ModelEmitter.Emit(plan, package: null).Files;
    }

    private static int CountInstructions(byte[] il)
    {
        int count = 0;
        for (int offset = 0; offset < il.Length; count++)
        {
            OpCode code = il[offset] == 0xfe ? OpCodesByValue[(short)(0xfe00 | il[offset + 1])] : OpCodesByValue[il[offset]];
            offset += code.Size + code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, offset + code.Size)),
                _ => 4,
            };
        }

        return count;
    }
}
