using System.Reflection;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Demo;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>The built-in network: that it is trained, and that its bounds contain what it computes.</summary>
[Trait("Category", "Slow")]
public class CnnSmallTests
{
    /// <summary>A seed that the trainer uses for testing only.</summary>
    private const ulong FreshSeed = 3;

    private static readonly Network CnnSmall = TfliteImporter.Import(BuiltInModels.Open("cnn_small"), "cnn_small", "cnn_small");

    [Fact]
    public void Exact_FreshDigits_AreNearlyAllRight()
    {
        (SampleBatch samples, int[] labels) = Digits(1000);
        int correct = Accuracy.CountCorrect(Classes(OperatorPair.Exact, samples), labels);

        // What the trainer's own integer evaluation counted; the promise is 970.
        Assert.Equal(990, correct);
    }

    [Fact]
    public void TruncatedBySixBits_FreshDigits_ChangesClasses()
    {
        (SampleBatch samples, int[] labels) = Digits(1000);
        int[] exact = Classes(OperatorPair.Exact, samples);
        int[] truncated = Classes(new OperatorPair(new TruncatedMultiplier(6), new ExactAdder()), samples);
        Assert.Equal(56, samples.Count - Accuracy.CountCorrect(exact, truncated));
        Assert.Equal(946, Accuracy.CountCorrect(truncated, labels));
    }

    [SkippableFact]
    public void Exact_Mnist_IsAsRecorded()
    {
        NpyArray images = NpyFormat.ReadFile(SharedMaterial.PathOf("models", "data_mnist_t10k", "images.npy"));
        SampleBatch samples = InputReader.Read(new ReferenceEngine(CnnSmall, OperatorAssignment.Exact).Inputs, [images], quantize: true);
        int[] labels = Labels.ReadFile(
            SharedMaterial.PathOf("models", "data_mnist_t10k", "labels.npy"), samples.Count, classes: 10, available: samples.Count);
        Assert.Equal(829, Accuracy.CountCorrect(Classes(OperatorPair.Exact, samples), labels));
    }

    [Theory]
    [InlineData("exact", "exact")]
    [InlineData("trunc:2", "trunc:2")]
    public void SoundBounds_TenThousandRuns_ContainEveryAccumulatorAndCode(string multiplier, string adder)
    {
        OperatorPair operators = new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);
        PlannedNetwork planned = PlannedNetwork.Of(CnnSmall, operators);
        ConstraintsResult bounds = Constraints.Compute(CnnSmall, planned.Plan.Operators, InputRegion.Full);
        CompiledRunner runner = CompiledKernels.Of(planned.Plan, isChecked: true);
        PropertyInfo accumulatorBounds = runner.Type.GetProperty("AccumulatorBounds")!;
        accumulatorBounds.SetValue(null, AccumulatorCheck.Read(System.Text.Encoding.UTF8.GetBytes(ConstraintsWriter.Write(bounds, CnnSmall.Identity())), "D_sound.json"));

        const int runs = 10_000;
        Parallel.For(0, runs, runner.Create, (run, _, engine) =>
        {
            byte[] input = Sample(run);
            byte[] output = new byte[10];
            engine.Run([input], [output], new CodesWithin(bounds));
            return engine;
        }, _ => { });
    }

    [Fact]
    public void CheckedRun_BoundTooNarrow_Throws()
    {
        PlannedNetwork planned = PlannedNetwork.Of(CnnSmall, OperatorPair.Exact);
        string constraints = ConstraintsWriter.Write(Constraints.Compute(CnnSmall, planned.Plan.Operators, InputRegion.Full), CnnSmall.Identity());
        int start = constraints.IndexOf("\"channels\"", StringComparison.Ordinal);
        int bound = constraints.IndexOf("\"acc\": [", start, StringComparison.Ordinal);
        int end = constraints.IndexOf(']', bound);
        string narrow = $"{constraints[..bound]}\"acc\": [0, 0{constraints[end..]}";

        CompiledRunner runner = CompiledKernels.Of(planned.Plan, isChecked: true);
        runner.Type.GetProperty("AccumulatorBounds")!.SetValue(null, AccumulatorCheck.Read(System.Text.Encoding.UTF8.GetBytes(narrow), "D_sound.json"));
        Assert.Throws<AccumulatorBoundException>(() => runner.Create().Run([Sample(9)], [new byte[10]]));
    }

    /// <summary>Random codes; of every eight samples one is of extreme codes only, one is constant, one has few codes.</summary>
    private static byte[] Sample(int run)
    {
        SplitMix64 random = new((ulong)run);
        sbyte[] codes = new sbyte[784];
        random.FillInt8(codes);
        sbyte constant = (sbyte)(random.NextBelow(256) - 128);
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (run % 8) switch
            {
                0 => codes[i] < 0 ? sbyte.MinValue : sbyte.MaxValue,
                1 => run % 16 == 1 ? constant : run % 32 == 9 ? sbyte.MinValue : sbyte.MaxValue,
                2 => (sbyte)(codes[i] & 0x60),
                _ => codes[i],
            };
        }

        return Array.ConvertAll(codes, code => unchecked((byte)code));
    }

    private static (SampleBatch Samples, int[] Labels) Digits(int count)
    {
        DigitSample[] digits = DigitRenderer.Draw(FreshSeed, count);
        sbyte[] codes = [.. digits.SelectMany(digit => digit.Pixels.Select(pixel => unchecked((sbyte)(pixel ^ 0x80))))];
        NpyArray images = NpyArray.Create<sbyte>([count, 28, 28, 1], codes);
        return (new SampleBatch(count, [images]), [.. digits.Select(digit => digit.Label)]);
    }

    private static int[] Classes(OperatorPair operators, SampleBatch samples) => Accuracy.Classes(
        BatchRunner.Run(CompiledKernels.Of(PlannedNetwork.Of(CnnSmall, operators).Plan).Create, samples)[0]);

    /// <summary>Fails on a code of a layer outside its channel's bounds.</summary>
    private sealed class CodesWithin(ConstraintsResult bounds) : ITensorObserver
    {
        public void Observe(int tensorIndex, ReadOnlySpan<sbyte> values)
        {
            if (bounds.Layers.FirstOrDefault(layer => layer.Node.Output == tensorIndex) is not LayerBounds layer)
            {
                return;
            }

            int channels = layer.Channels.Count;
            for (int i = 0; i < values.Length; i++)
            {
                if (!layer.Channels[i % channels].Output.Contains(values[i]))
                {
                    Assert.Fail($"{layer.Node.Name}, element {i}: {values[i]} is outside {layer.Channels[i % channels].Output}");
                }
            }
        }
    }
}
