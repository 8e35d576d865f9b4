using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Training;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Training;

public sealed class TrainedNetworkTests
{
    /// <summary>
    /// Through convolutions, a sum of two branches, a pool and a fully connected layer: against differences of the same network in real
    /// numbers, without rounding and clamps, on the gradient that the loss has at the codes. They differ by what activations are rounded.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Gradient_IsThatOfTheNetworkInRealNumbers(int seed)
    {
        Network network = TrainableGraphs.Branches(seed);
        LabelledSamples samples = SamplesOf(network, 3);
        TrainedNetwork trained = new(network, OperatorAssignment.Exact);
        BatchGradient gradient = trained.Run(samples, [0, 1, 2], threads: 2, CancellationToken.None);
        Dictionary<int, double[]> parameters = network.Graph.MacNodes.SelectMany(layer => (int[])[layer.Weights, layer.Bias]).ToDictionary(
            tensor => tensor,
            tensor => network.Parameters[tensor] is { Type: Generators.Graph.ElementType.Int8 } codes ? [.. codes.Int8.ToArray().Select(code => (double)code)] : Array.ConvertAll(network.Parameters[tensor].Int32.ToArray(), value => (double)value));

        sbyte[] outputs = [.. BatchRunner.Run(() => new ReferenceEngine(network, OperatorAssignment.Exact), samples.Inputs)[0].Values<sbyte>()];
        float[][] ofOutputs = [.. Enumerable.Range(0, 3).Select(sample => CrossEntropy.Of(outputs.AsSpan(sample * 5, 5), 0.0625f, samples.Labels![sample]).Gradient)];
        List<(double Expected, double Actual)> pairs = [];
        SplitMix64 random = new((ulong)seed);
        foreach (MacNode layer in network.Graph.MacNodes)
        {
            (float[] weights, float[] bias) = gradient.Layers[layer.Name];
            double unit = 1 / RealFactors.Of(layer.Requantization, 0);
            for (int draw = 0; draw < 12; draw++)
            {
                int weight = random.NextBelow(weights.Length);
                pairs.Add((Difference(layer.Weights, weight, 0.01), weights[weight]));
                int channel = random.NextBelow(bias.Length);
                pairs.Add((Difference(layer.Bias, channel, 0.01 * unit) * unit, bias[channel] * unit));
            }
        }

        double cosine = pairs.Sum(pair => pair.Expected * pair.Actual)
            / Math.Sqrt(pairs.Sum(pair => pair.Expected * pair.Expected) * pairs.Sum(pair => pair.Actual * pair.Actual));
        Assert.True(cosine > 0.99, $"cosine {cosine}: {string.Join(", ", pairs)}");
        Assert.InRange(Math.Sqrt(pairs.Sum(pair => pair.Actual * pair.Actual) / pairs.Sum(pair => pair.Expected * pair.Expected)), 0.95, 1.05);

        double Difference(int tensor, int at, double step)
        {
            double value = parameters[tensor][at];
            parameters[tensor][at] = value + step;
            double high = Sum();
            parameters[tensor][at] = value - step;
            double low = Sum();
            parameters[tensor][at] = value;
            return (high - low) / (2 * step);
        }

        double Sum() => Enumerable.Range(0, 3).Average(sample =>
            RealNetwork.Run(network, parameters, MemoryMarshal.Cast<byte, sbyte>(samples.Inputs.Sample(0, sample).Span)).Zip(ofOutputs[sample], (code, gradient) => code * gradient).Sum());
    }

    [Fact]
    public void CrossEntropy_Gradient_IsItsDifference()
    {
        sbyte[] logits = [-3, 20, 7, -128];
        const float scale = 0.01f;
        float[] gradient = CrossEntropy.Of(logits, scale, label: 2).Gradient;
        for (int i = 0; i < logits.Length - 1; i++)
        {
            sbyte code = logits[i];
            logits[i] = (sbyte)(code + 1);
            double high = CrossEntropy.Of(logits, scale, 2).Loss;
            logits[i] = (sbyte)(code - 1);
            Assert.Equal((high - CrossEntropy.Of(logits, scale, 2).Loss) / 2, gradient[i], 1e-6);
            logits[i] = code;
        }
    }

    [Fact]
    public void Loss_IsThatOfTheReferenceEnginesOutputs()
    {
        Network network = TrainableGraphs.Branches(4);
        OperatorAssignment operators = new(new OperatorPair(new ScrambledMultiplier(), new LowerPartOrAdder(3)));
        LabelledSamples samples = SamplesOf(network, 4);
        BatchGradient gradient = new TrainedNetwork(network, operators).Run(samples, [2, 0], threads: 1, CancellationToken.None);
        sbyte[] outputs = [.. BatchRunner.Run(() => new ReferenceEngine(network, operators), samples.Inputs)[0].Values<sbyte>()];
        double expected = new[] { 0, 2 }.Sum(sample => CrossEntropy.Of(outputs.AsSpan(sample * 5, 5), 0.0625f, samples.Labels![sample]).Loss);
        Assert.Equal(expected, gradient.Loss, 1e-9);
    }

    [Fact]
    public void Untrained_NetworkIsTheSame()
    {
        Network network = TrainableGraphs.Branches(5);
        Network same = new TrainedNetwork(network, OperatorAssignment.Exact).ToNetwork();
        Assert.All(network.Parameters.Tensors, tensor => Assert.Equal(network.Parameters[tensor].Sha256, same.Parameters[tensor].Sha256));
    }

    [Fact]
    public void AnOperationWithoutGradient_IsRefusedByName()
    {
        TinyGraphBuilder builder = new("lookup", new SplitMix64(1));
        int input = builder.Input([1, 4]);
        builder.FullyConnected(builder.Lookup(builder.FullyConnected(input, 6)), 3);
        InputException refusal = Assert.Throws<InputException>(() => new TrainedNetwork(builder.Build(), OperatorAssignment.Exact));
        Assert.StartsWith("there is no gradient of \"lookup_1\", lookup; training goes through conv2d, depthwise_conv2d, ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 127, true)]
    [InlineData(100, -127, true)]
    [InlineData(130, 1, true)]
    [InlineData(130, -1, false)]
    [InlineData(-130, 1, false)]
    [InlineData(-130, -1, true)]
    public void Passes_AtTheEndsOfInt8_WhatLeadsBackInside(double value, float gradient, bool passes) =>
        Assert.Equal(passes, NodeGradients.Passes(value, ClampRange.Full, zeroPoint: 3, gradient));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Passes_BelowARectifier_Nothing(float gradient) =>
        Assert.False(NodeGradients.Passes(-12, new ClampRange(-10, 127), zeroPoint: -10, gradient));

    private static LabelledSamples SamplesOf(Network network, int count) => new(
        SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, count, 9), [.. Enumerable.Range(0, count).Select(sample => sample % 5)]);
}
