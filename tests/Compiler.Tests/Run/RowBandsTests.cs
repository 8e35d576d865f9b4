using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>Rows of layers on several threads: the bytes of one thread, and of the reference.</summary>
[Trait("Category", "Slow")]
public sealed class RowBandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Split_LayersOfEveryStrategy_EqualReference(PaddingRule padding)
    {
        List<(Network Model, ExecutionPlan Plan)> cases = [];
        foreach (string strategy in KernelStrategies.Names)
        {
            bool isOnCircuits = strategy is "high" or "lanes" or "rank" or "rows";
            for (int seed = 1; seed <= (isOnCircuits ? 8 : 3); seed++)
            {
                int threads = 2 + (seed % 3);
                OperatorPair operators = isOnCircuits ? KernelComparison.WideOperators(strategy, seed) : OperatorPair.Exact;
                Network network = Layer(seed, padding, isDepthwise: strategy == "depthwise");
                ExecutionPlan plan;
                try
                {
                    plan = KernelComparison.Plan(network, new(operators), strategy, $"{strategy}{seed}");
                }
                catch (DiagnosticException)
                {
                    // Skipped padding is not for every strategy.
                    continue;
                }

                ExecutionPlan split = RowBands.Split(plan, threads);
                if (plan.BatchSize > 1)
                {
                    Assert.Same(plan, split);
                    continue;
                }

                Assert.Equal(threads, Assert.IsType<BandedKernel>(Assert.Single(split.Kernels)).Bands.Count);
                cases.Add((network, split));
            }
        }

        Assert.True(cases.Count >= 3, $"only {cases.Count} layers");
        IReadOnlyList<CompiledRunner> runners = CompiledKernels.Of([.. cases.Select(each => each.Plan)]);
        for (int i = 0; i < cases.Count; i++)
        {
            SampleBatch samples = SampleBatch.Random(runners[i].Create().Inputs, 3, (ulong)i);
            byte[] expected = KernelComparison.Outputs(() => new ReferenceEngine(cases[i].Model, cases[i].Plan.Operators), samples);
            Assert.True(expected.AsSpan().SequenceEqual(KernelComparison.Outputs(runners[i].Create, samples)), $"{cases[i].Plan.ClassName} differs");
        }
    }

    [SkippableFact]
    public void Split_ResNet8_GivesTheReferenceBytesEveryTime()
    {
        string folder = SharedMaterial.PathOf("models", "resnet8_cifar10");
        Network network = TfliteImporter.Import(File.ReadAllBytes(Path.Combine(folder, "model.tflite")), "model.tflite", "resnet8");
        NpyArray expected = NpyFormat.ReadFile(Path.Combine(folder, "output_0.npy"));
        ExecutionPlan plan = RowBands.Split(KernelComparison.Plan(network, OperatorAssignment.Exact, null, "Split"), 2);
        Assert.True(plan.Kernels.OfType<BandedKernel>().Count() > 3);
        Func<IModelRunner> create = CompiledKernels.Of(plan).Create;
        SampleBatch samples = InputReader.Read(create().Inputs, [NpyFormat.ReadFile(Path.Combine(folder, "input_0.npy"))], quantize: false, limit: 200);

        NpyArray actual = BatchRunner.Run(create, samples, threads: 1)[0];

        Assert.True(expected.Data[..actual.Data.Length].SequenceEqual(actual.Data));
    }

    [Fact]
    public void Run_Threads_NeverChangeTheBytes()
    {
        Network network = Layer(5, PaddingRule.Multiply, isDepthwise: false);
        ModelPackage.Write(_folder.PathOf("p"), network);
        byte[][] outputs = [.. ((int[])[1, 2, 3]).Select(threads =>
        {
            QMac.Success("run", "--pkg", _folder.PathOf("p"), "--random-input", "--engine", "compiled", "--threads", $"{threads}", "--out", _folder.PathOf("o"));
            return File.ReadAllBytes(_folder.PathOf("o", "outputs.npz"));
        })];

        Assert.All(outputs, output => Assert.Equal(outputs[0], output));
    }

    [Fact]
    public void Split_SmallLayers_StayWhole()
    {
        ExecutionPlan plan = KernelComparison.Plan(TinyGraphs.Network(3), OperatorAssignment.Exact, null, "Small");

        Assert.Same(plan, RowBands.Split(plan, 2));
    }

    [Fact]
    public void Team_KernelThatThrows_ThrowsAndGoesOn()
    {
        int computed = 0;
        RowTeam team = new(3, (step, part) =>
        {
            Interlocked.Increment(ref computed);
            if (step == 0 && part == 1)
            {
                throw new InputException("no");
            }
        });

        Assert.Throws<InputException>(() => team.Run(0));
        for (int step = 1; step <= 1000; step++)
        {
            team.Run(step);
        }

        Assert.Equal(3 * 1001, computed);
    }

    /// <summary>A convolution of a million products, with strides, padding and rows that threads do not share evenly.</summary>
    private static Network Layer(int seed, PaddingRule padding, bool isDepthwise)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"rows_{seed}", random);
        TinyWindow window = new(3, 3) { StrideY = isDepthwise ? 1 + (seed % 2) : 1, Padding = seed % 3 == 0 ? Padding.Valid : Padding.Same };
        if (isDepthwise)
        {
            builder.DepthwiseConv2D(builder.Input([1, 70 + seed, 61, 64]), 1, window);
        }
        else
        {
            builder.Conv2D(builder.Input([1, 19 + seed, 30, 10]), 24, window);
        }

        return builder.Build(padding: padding);
    }
}
