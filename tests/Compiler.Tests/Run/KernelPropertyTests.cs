using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Emitted kernels against the reference interpreter, on random models, operators, strategies and inputs.</summary>
public class KernelPropertyTests
{
    private const int Layers = 60;
    private const int Networks = 40;

    [Theory]
    [InlineData("loops", PaddingRule.Multiply)]
    [InlineData("loops", PaddingRule.Skip)]
    [InlineData("unrolled", PaddingRule.Multiply)]
    [InlineData("unrolled", PaddingRule.Skip)]
    public void Kernel_RandomLayer_EqualsReference(string strategy, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomLayer(seed, padding), Operators(seed))), strategy);

    [Theory]
    [InlineData("direct", Layers)]
    [InlineData("winograd", 5 * Layers)]
    [InlineData("winograd4x4", 5 * Layers)]
    public void Kernel_RandomWideLayerOnExactCircuits_EqualsReference(string strategy, int layers) => AssertKernelsEqualReference(
        Enumerable.Range(0, layers).Select(seed => (TinyGraphs.RandomWideLayer(seed), new OperatorAssignment(OperatorPair.Exact))), strategy);

    [Fact]
    public void Kernel_ProductOfTwoTensors_EqualsReference() => AssertKernelsEqualReference(
        [
            .. Enumerable.Range(0, Layers).Select(seed => (TinyProductGraphs.RandomProduct(seed), Operators(seed))),
            .. Enumerable.Range(0, Layers).Select(seed => (TinyProductGraphs.RandomProduct(seed), new OperatorAssignment(OperatorPair.Exact))),
            .. Enumerable.Range(0, Layers).Select(seed => (TinyProductGraphs.RandomProduct(seed).Centred(), CentredOperators(seed))),
            .. Enumerable.Range(0, Networks).Select(seed => (TinyProductGraphs.Network(seed), Operators(seed))),
        ],
        strategy: null);

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
            Assert.Equal(Run(() => new ReferenceEngine(network, plan.Operators), samples), Run(CompiledKernels.Of(plan).Create, samples));
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
        Assert.Equal(Run(() => new ReferenceEngine(network, plan.Operators), samples), Run(create, samples));
    }

    [Theory]
    [InlineData("high", PaddingRule.Multiply, Layers)]
    [InlineData("high", PaddingRule.Skip, Layers)]
    [InlineData("lanes", PaddingRule.Multiply, Layers)]
    [InlineData("lanes", PaddingRule.Skip, Layers)]
    [InlineData("rank", PaddingRule.Multiply, Layers)]
    [InlineData("rank", PaddingRule.Skip, Layers)]
    [InlineData("rows", PaddingRule.Multiply, Layers)]
    [InlineData("rows", PaddingRule.Skip, Layers)]
    [InlineData("winograd", PaddingRule.Multiply, 5 * Layers)]
    [InlineData("winograd4x4", PaddingRule.Multiply, 5 * Layers)]
    public void Kernel_RandomWideLayerOnCircuits_EqualsReference(string strategy, PaddingRule padding, int layers) => AssertKernelsEqualReference(
        Enumerable.Range(0, layers).Select(seed => (TinyGraphs.RandomWideLayer(seed, padding), new OperatorAssignment(WideOperators(strategy, seed)))), strategy);

    [Theory]
    [InlineData("high")]
    [InlineData("lanes")]
    [InlineData("rank")]
    [InlineData("rows")]
    [InlineData("winograd")]
    [InlineData("winograd4x4")]
    public void Kernel_RandomWideLayerOnCentredOperands_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, IsWinograd(strategy) ? 5 * Layers : Layers).Select(seed => (
            TinyGraphs.RandomWideLayer(seed, !IsWinograd(strategy) && seed % 2 == 0 ? PaddingRule.Skip : PaddingRule.Multiply).Centred(),
            new OperatorAssignment(strategy is "rank" or "rows" || IsWinograd(strategy) ? new OperatorPair(new TruncatedMultiplier(0), new TruncatedAdder(0)) : WideOperators(strategy, seed)))),
        strategy);

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

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernel_RandomWideDepthwise_EqualsReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomWideDepthwise(seed, padding), new OperatorAssignment(OperatorPair.Exact))), "depthwise");

    [Theory]
    [InlineData("high", PaddingRule.Multiply)]
    [InlineData("lanes", PaddingRule.Skip)]
    [InlineData("rank", PaddingRule.Multiply)]
    [InlineData("rank", PaddingRule.Skip)]
    public void Kernel_RandomWideDepthwiseOnCircuits_EqualsReference(string arithmetic, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            seed % 4 == 1 && arithmetic != "rank" ? TinyGraphs.RandomWideDepthwise(seed, padding).Centred() : TinyGraphs.RandomWideDepthwise(seed, padding),
            new OperatorAssignment(WideOperators(arithmetic, seed)))),
        "depthwise");

    [Fact]
    public void Kernel_ImageOfOneRowOnExactCircuits_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomRow(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: "direct");

    [Fact]
    public void Kernel_Transpose_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomWideTranspose(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernel_TransposeConvOnExactCircuits_EqualsReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            TinyGraphs.RandomTransposeConv(seed, PaddingRule.Multiply, new TinyParameters { WeightZeroPoint = seed % 3 == 0 ? channel => channel + 7 : null }),
            new OperatorAssignment(OperatorPair.Exact))),
        strategy: "direct");

    [Theory]
    [InlineData("high")]
    [InlineData("lanes")]
    [InlineData("rank")]
    [InlineData("rows")]
    public void Kernel_TransposeConvOnCircuits_EqualsReference(string strategy) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            seed % 4 == 1 && strategy is "high" or "lanes" ? TinyGraphs.RandomWideTransposeConv(seed).Centred() : TinyGraphs.RandomWideTransposeConv(seed),
            new OperatorAssignment(WideOperators(strategy, seed)))),
        strategy);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernel_TransposeConv_EqualsReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (
            TinyGraphs.RandomTransposeConv(seed, padding, new TinyParameters { WeightZeroPoint = seed % 3 == 0 ? channel => channel + 7 : null }),
            Operators(seed))),
        strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernel_RandomQuantization_EqualsReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.RandomQuantization(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomNetwork_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData("loops", PaddingRule.Multiply)]
    [InlineData("loops", PaddingRule.Skip)]
    [InlineData("unrolled", PaddingRule.Multiply)]
    public void Kernel_CentredOperands_EqualsReference(string strategy, PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => ((seed % 2 == 0 ? TinyGraphs.RandomQuantization(seed, padding) : TinyGraphs.RandomLayer(seed, padding)).Centred(), CentredOperators(seed))), strategy);

    [Fact]
    public void Network_CentredOperandsOnExactCircuits_EqualsRawOnes()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 4, (ulong)seed);
            Assert.Equal(
                Run(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples),
                Run(() => new ReferenceEngine(network.Centred(), OperatorAssignment.Exact), samples));
        }
    }

    [Fact]
    public void Plan_CentredOperandsBeyondACircuit_NamesTheLayer()
    {
        Network network = TinyGraphs.Network(1).Centred();
        OperatorAssignment drum = new(new OperatorPair(new DrumMultiplier(4), new ExactAdder()));

        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => Plan(network, drum, null, "Drum"));

        Assert.Matches("centred activations of layer \"[a-z0-9_]+\" are -?\\d+ to \\d+, but drum:4 takes -128 to 127", refusal.Message);
    }

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomRealNetwork_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, 2 * Networks).Select(seed => (TinyQLinearGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomFunctionsOfLayers_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyRealGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Kernels_RandomXnnpackNetwork_EqualReference(PaddingRule padding) => AssertKernelsEqualReference(
        Enumerable.Range(0, 2 * Networks).Select(seed => (TinyXnnpackGraphs.Network(seed, padding), Operators(seed))), strategy: null);

    [Fact]
    public void Kernels_Operations_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyGraphs.Operations(seed), Operators(seed))), strategy: null);

    [Fact]
    public void Kernels_RandomWideElementwise_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyWideGraphs.Elementwise(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernels_RandomWideChannels_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyWideGraphs.Channels(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernels_RandomCopies_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Layers).Select(seed => (TinyWideGraphs.Copies(seed), new OperatorAssignment(OperatorPair.Exact))), strategy: null);

    [Fact]
    public void Kernels_ElementwiseOnAllPairsOfCodes_EqualReference()
    {
        byte[] first = [.. Enumerable.Range(0, 65536).Select(pair => (byte)(pair >> 8))];
        byte[] second = [.. Enumerable.Range(0, 65536).Select(pair => (byte)pair)];
        List<ExecutionPlan> plans = [.. Enumerable.Range(0, Networks / 2).Select(seed =>
            Plan(TinyWideGraphs.ElementwisePairs(seed), new OperatorAssignment(OperatorPair.Exact), null, $"Pairs{seed}"))];
        IReadOnlyList<CompiledRunner> runners = InMemoryCompiler.Compile([.. plans]);
        for (int seed = 0; seed < plans.Count; seed++)
        {
            Assert.All(plans[seed].Kernels, kernel => Assert.Equal("vector", kernel.Strategy));
            EquatableArray<int> shape = plans[seed].Graph.Tensor(plans[seed].Graph.Inputs[0]).Shape;
            SampleBatch pairs = new(1, [new(Runtime.ElementType.Int8, SampleShape.Batch([.. shape], 1), first), new(Runtime.ElementType.Int8, SampleShape.Batch([.. shape], 1), second)]);
            Assert.Equal(Run(() => new ReferenceEngine(TinyWideGraphs.ElementwisePairs(seed), OperatorAssignment.Exact), pairs), Run(runners[seed].Create, pairs));
        }
    }

    [Fact]
    public void Kernels_Boundaries_EqualReference() => AssertKernelsEqualReference(
        Enumerable.Range(0, Networks).Select(seed => (TinyGraphs.Boundaries(seed), Operators(seed))), strategy: null);

    [Fact]
    public void Network_DropZero_EqualsExact()
    {
        OperatorAssignment dropZero = new(new OperatorPair(new TruncatedMultiplier(0), new TruncatedAdder(0)));
        for (int seed = 0; seed < 10; seed++)
        {
            Network network = TinyGraphs.Network(seed);
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, dropZero).Inputs, 4, (ulong)seed);
            Assert.Equal(
                Run(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples),
                Run(CompiledKernels.Of(Plan(network, dropZero, null, "DropZero")).Create, samples));
        }
    }

    [Fact]
    public void Run_Batch_EqualsSingleRuns()
    {
        Network network = TinyGraphs.Network(3);
        Func<IModelRunner> create = CompiledKernels.Of(Plan(network, Operators(5), null, "Batch")).Create;
        SampleBatch samples = SampleBatch.Random(create().Inputs, 9, 7);
        byte[] whole = Run(create, samples);
        int length = whole.Length / samples.Count;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            SampleBatch single = new(1, [new(samples.Inputs[0].Type, SampleShape.Batch(create().Inputs[0].Shape, 1), samples.Sample(0, sample).ToArray())]);
            Assert.Equal(whole[(sample * length)..((sample + 1) * length)], Run(create, single));
        }
    }

    [Fact]
    public void Run_AnyBatchAndThreads_EqualsReference()
    {
        List<(Network Model, ExecutionPlan Plan)> planned = [];
        for (int seed = 0; seed < 12; seed++)
        {
            Network network = seed % 3 == 0 ? TinyGraphs.Boundaries(seed) : seed % 3 == 1 ? TinyQLinearGraphs.Network(seed, PaddingRule.Skip) : seed % 2 == 0 ? TinyRealGraphs.Network(seed) : TinyGraphs.Network(seed);
            OperatorAssignment operators = new(new OperatorPair(new MitchellMultiplier(), new ExactAdder()));
            string className = $"Batched{seed}";
            StrategyRequest[] rows =
            [
                .. network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, RowsKernel.Name)).Where(request => CanPlan(network, operators, request)),
            ];
            if (rows.Length > 0)
            {
                planned.Add((network, ExecutionPlanner.Plan(network, new PlanOptions(className, "Test", operators, rows.ToEquatableArray()))));
            }
        }

        Assert.True(planned.Count(plan => plan.Plan.BatchSize > 1) >= 6);
        IReadOnlyList<CompiledRunner> runners = InMemoryCompiler.Compile([.. planned.Select(p => p.Plan)]);
        for (int i = 0; i < planned.Count; i++)
        {
            (Network network, ExecutionPlan plan) = planned[i];
            foreach ((int count, int threads) in (ReadOnlySpan<(int, int)>)[(1, 1), (2, 1), (37, 1), (37, 2), (37, 3), (40, 8)])
            {
                SampleBatch samples = SampleBatch.Random(runners[i].Create().Inputs, count, (ulong)i);
                byte[] expected = Run(() => new ReferenceEngine(network, plan.Operators), samples);
                byte[] actual = [.. BatchRunner.Run(runners[i].Create, samples, threads: threads).SelectMany(output => output.Data.ToArray())];
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{plan.ClassName} differs with {count} samples on {threads} threads");
            }
        }
    }

    private static bool CanPlan(Network network, OperatorAssignment operators, StrategyRequest request)
    {
        try
        {
            return ExecutionPlanner.Plan(network, new PlanOptions("Tried", "Test", operators, EquatableArray.Of(request))).BatchSize >= 1;
        }
        catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
        {
            return false;
        }
    }

    /// <summary>Every form of operator with parameters of its whole range.</summary>
    internal static OperatorAssignment Operators(int seed)
    {
        SplitMix64 random = new(~(ulong)seed);
        Multiplier multiplier = random.NextBelow(20) switch
        {
            0 or 1 => new ExactMultiplier(),
            2 or 3 => new OperandTruncatedMultiplier(1 + random.NextBelow(4)),
            4 or 5 => new ColumnTruncatedMultiplier(1 + random.NextBelow(8)),
            6 or 7 => new BrokenArrayMultiplier(random.NextBelow(4), random.NextBelow(8)),
            8 or 9 => new DrumMultiplier(3 + random.NextBelow(4)),
            10 or 11 => new MitchellMultiplier(),

            // Tables: products that exceed int16, and products for zero operands, are among them.
            12 => ScrambledMultiplier.Table(),
            13 => ScrambledMultiplier.Table(3),
            _ => new TruncatedMultiplier(1 + random.NextBelow(8)),
        };
        Adder adder = random.NextBelow(5) switch
        {
            0 => new TruncatedAdder(random.NextBelow(12)),
            1 => new LowerPartOrAdder(random.NextBelow(12)),
            2 => new ErrorTolerantAdder(random.NextBelow(12)),
            _ => new ExactAdder(),
        };
        return new OperatorAssignment(new OperatorPair(multiplier, adder));
    }

    private static bool IsWinograd(string strategy) => strategy.StartsWith("winograd", StringComparison.Ordinal);

    /// <summary>Circuits that a vector strategy takes.</summary>
    internal static OperatorPair WideOperators(string strategy, int seed)
    {
        int drop = 1 + (seed % 14);
        Multiplier truncated = seed % 3 == 0 ? new ExactMultiplier() : new TruncatedMultiplier(1 + (seed % 8));
        return strategy switch
        {
            "high" => seed % 3 == 0 ? new(new ExactMultiplier(), new TruncatedAdder(drop))
                : seed % 3 == 1 ? new(new TruncatedMultiplier(drop), new ExactAdder())
                : new(new TruncatedMultiplier(1 + (drop / 2)), new TruncatedAdder(drop)),
            "rows" => new(AnyProducts[seed % AnyProducts.Length], seed % 2 == 0 ? new ExactAdder() : new TruncatedAdder(seed % 7)),
            "lanes" => new(truncated, seed % 2 == 0 ? new LowerPartOrAdder(1 + (seed % 15)) : new ErrorTolerantAdder(1 + (seed % 15))),
            _ => new(SumsOfProducts[seed % SumsOfProducts.Length], seed % 2 == 0 ? new ExactAdder() : new TruncatedAdder(0)),
        };
    }

    /// <summary>Of several ranks, with masks and without, with terms of bytes and without.</summary>
    private static readonly Multiplier[] SumsOfProducts =
    [
        new OperandTruncatedMultiplier(2), new DrumMultiplier(4), new ColumnTruncatedMultiplier(3), new BrokenArrayMultiplier(1, 3), new BrokenArrayMultiplier(2, 6), new ExactMultiplier(),
    ];

    /// <summary>Tables among them, of products for zero operands, too.</summary>
    private static readonly Multiplier[] AnyProducts = [ScrambledMultiplier.Table(), new MitchellMultiplier(), .. SumsOfProducts];

    /// <summary>Circuits that take nine bits of activation.</summary>
    private static OperatorAssignment CentredOperators(int seed) => new(new OperatorPair(
        seed % 4 == 0 ? new ExactMultiplier() : new TruncatedMultiplier(seed % 8), Operators(seed).Default.Adder));

    /// <summary>Compiles all models into one assembly, which is far quicker than one each.</summary>
    private static void AssertKernelsEqualReference(
        IEnumerable<(Network Model, OperatorAssignment Operators)> cases, string? strategy)
    {
        List<(Network Model, ExecutionPlan Plan)> planned = [];
        foreach ((Network network, OperatorAssignment operators) in cases)
        {
            try
            {
                planned.Add((network, Plan(network, operators, strategy, $"Model{planned.Count}")));
            }
            catch (DiagnosticException e) when (e.Diagnostic.Descriptor == Descriptors.StrategyInvalid)
            {
                // Skipped padding under an approximate operator, or too many products, cannot be unrolled.
            }
        }

        Assert.True(planned.Count >= 25, $"only {planned.Count} models could be planned");
        IReadOnlyList<CompiledRunner> runners = CompiledKernels.Of([.. planned.Select(p => p.Plan)]);
        for (int i = 0; i < planned.Count; i++)
        {
            Network network = planned[i].Model;
            SampleBatch samples = SampleBatch.Random(runners[i].Create().Inputs, 3, (ulong)i);
            byte[] expected = Run(() => new ReferenceEngine(network, planned[i].Plan.Operators), samples);
            byte[] actual = Run(runners[i].Create, samples);
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{network.Graph.Name} with {planned[i].Plan.Operators.Default} differs");
        }
    }

    internal static ExecutionPlan Plan(Network network, OperatorAssignment operators, string? strategy, string className) =>
        ExecutionPlanner.Plan(network, new PlanOptions(
            className, "Test", operators,
            strategy is null
                ? EquatableArray<StrategyRequest>.Empty
                : network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, strategy)).ToEquatableArray()));

    /// <summary>The bytes of all outputs.</summary>
    internal static byte[] Run(Func<IModelRunner> create, SampleBatch samples) =>
        [.. BatchRunner.Run(create, samples).SelectMany(output => output.Data.ToArray())];
}
