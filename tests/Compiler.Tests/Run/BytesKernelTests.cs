using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using static QMacVerify.Compiler.Tests.Run.KernelComparison;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Products and sums of bytes, against the reference interpreter.</summary>
[Trait("Category", "Slow")]
public class BytesKernelTests
{
    [Fact]
    public void Kernel_ProductsOfBytes_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, 2 * Layers).Select(seed => (TinyGraphs.RandomNarrowLayer(seed), new OperatorAssignment(OperatorPair.Exact))), BytesKernel.Name);

    /// <summary>Codes of tables by channel, of which the first alone would prove too little.</summary>
    [Fact]
    public void Kernel_ProductsOfBytesOfTablesByChannel_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed =>
        {
            TinyGraphBuilder builder = new($"tables_{seed}", new SplitMix64((ulong)seed));
            int codes = builder.Lookup(builder.MaxPool2D(builder.Input([1, 3, 4, 16], zeroPoint: 0), new TinyWindow(1, 1), new ClampRange(-1, 1)), perChannel: true);
            builder.Conv2D(codes, 16, new TinyWindow(1, 1), new TinyParameters { Kind = RequantizationKind.Accumulator });
            return (builder.Build(), new OperatorAssignment(OperatorPair.Exact));
        }),
        BytesKernel.Name);

    /// <summary>The activations and weights that take sums of int16 to their ends, which saturate where one more would not fit.</summary>
    [Theory]
    [InlineData(0, 127, -128, 2)]
    [InlineData(0, 127, 127, 2)]
    [InlineData(0, 127, 64, 4)]
    [InlineData(0, 127, -64, 4)]
    [InlineData(-128, 0, -128, 2)]
    [InlineData(-128, 127, 64, 2)]
    [InlineData(-128, 127, -64, 2)]
    [InlineData(-128, 127, 32, 4)]
    [InlineData(-128, 127, -32, 4)]
    public void Kernel_ProductsOfBytesAtTheEnds_EqualsReference(int least, int greatest, sbyte weight, int held)
    {
        TinyGraphBuilder builder = new("ends", new SplitMix64(1));
        int image = builder.MaxPool2D(builder.Input([1, 3, 4, 16], zeroPoint: 0), new TinyWindow(1, 1), new ClampRange(least, greatest));
        builder.Conv2D(image, 16, new TinyWindow(1, 1), new TinyParameters { Weights = [.. Enumerable.Repeat(weight, 16 * 16)], Kind = RequantizationKind.Accumulator });
        Network network = builder.Build();
        ExecutionPlan plan = Plan(network, new OperatorAssignment(OperatorPair.Exact), BytesKernel.Name, "Ends");
        ByteSteps steps = Assert.Single(Assert.IsType<BytesKernel>(Assert.Single(plan.LayerKernels)).Steps);
        Assert.Equal(held == 4 ? (4, 0, 0) : (0, 4, 0), (steps.Doubles.Count, steps.Singles.Count, steps.Wide.Count));
        foreach (sbyte code in (ReadOnlySpan<sbyte>)[sbyte.MinValue, sbyte.MaxValue, 0, 1])
        {
            byte[] codes = [.. Enumerable.Repeat((byte)code, builder.ElementCount(image))];
            SampleBatch samples = new(1, [new(Runtime.ElementType.Int8, [1, 3, 4, 16], codes)]);
            Assert.Equal(Outputs(() => new ReferenceEngine(network, plan.Operators), samples), Outputs(CompiledKernels.Of(plan).Create, samples));
        }
    }

    /// <summary>A network as symmetric quantization makes it: rectifiers with zero point 0 halve the codes, through what moves or chooses them.</summary>
    [Fact]
    public void Network_OfRectifiersAtZeroPointZero_TakesBytesAndEqualsReference()
    {
        TinyGraphBuilder builder = new("symmetric", new SplitMix64(1));
        TinyParameters rectified = new() { ZeroPoint = 0, Clamp = new ClampRange(0, sbyte.MaxValue) };
        int first = builder.Conv2D(builder.Input([1, 18, 20, 3], zeroPoint: 0), 24, new TinyWindow(3, 3), rectified);
        int pooled = builder.MaxPool2D(first, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2 }, ClampRange.Full);
        int strided = builder.Conv2D(pooled, 40, new TinyWindow(3, 3) { StrideY = 2, StrideX = 2 }, rectified);
        int pointwise = builder.Conv2D(builder.View(builder.Reshape(strided, 1, 5, 5, 40), 0, 0), 64, new TinyWindow(1, 1), rectified);
        builder.FullyConnected(builder.Reshape(pointwise, 1, builder.ElementCount(pointwise)), 32, rectified);
        Network network = builder.Build();

        ExecutionPlan plan = Plan(network, new OperatorAssignment(OperatorPair.Exact), null, "Symmetric");

        LayerKernel[] kernels = [.. plan.LayerKernels];
        Assert.NotEqual(BytesKernel.Name, kernels[0].Strategy);
        Assert.All(kernels[1..], kernel => Assert.Equal(new Interval(0, 127), kernel.Layer.InputCodes));
        Assert.All(kernels[1..], kernel => Assert.False(Assert.IsType<BytesKernel>(kernel).HasWide));
        Func<IModelRunner> create = CompiledKernels.Of(plan).Create;
        SampleBatch samples = SampleBatch.Random(create().Inputs, 5, 1);
        Assert.Equal(Outputs(() => new ReferenceEngine(network, plan.Operators), samples), Outputs(create, samples));
    }

    [Fact]
    public void Kernel_SumsOfBytesThatAreEmptiedOften_EqualsReference()
    {
        List<(Network Model, OperatorAssignment Operators)> cases = [];
        for (int seed = 0; seed < 40; seed++)
        {
            TinyGraphBuilder builder = new($"deep_{seed}", new SplitMix64((ulong)seed));
            builder.Conv2D(builder.Input([1, 2, 5, 100 + (17 * seed)]), 8 + seed, new TinyWindow(1, 1), new TinyParameters());
            cases.Add((builder.Build(), new OperatorAssignment(new OperatorPair(new BrokenArrayMultiplier(seed % 4, 3 + (seed % 5)), new ExactAdder()))));
        }

        Assert.True(cases.Count(test => Plan(test.Model, test.Operators, RankKernel.Name, "Deep").LayerKernels.Single() is RankKernel { Emptied: not null }) >= 10);
        AssertKernelsEqualReference(cases, RankKernel.Name);
    }
}
