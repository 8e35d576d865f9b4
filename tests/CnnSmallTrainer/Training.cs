using QMacVerify.Compiler.Demo;

namespace QMacVerify.CnnSmallTrainer;

/// <summary>Trains on digits that are drawn once and never again.</summary>
/// <remarks>
/// A batch is split into a fixed number of shards, each with its own digits and its own gradient sum; the sums are added
/// in the order of the shards. So the result does not depend on how many threads run them.
/// </remarks>
internal sealed class Training
{
    /// <summary>One of each digit.</summary>
    private const int ShardSize = Architecture.Classes;

    private const int Shards = 6;

    private readonly Shard[] shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];
    private readonly DemoRandom seeds;

    /// <param name="seed">Of the initial weights and of every digit drawn.</param>
    public Training(ulong seed)
    {
        seeds = new DemoRandom(seed);
        foreach (Layer layer in Layer.All)
        {
            // He's uniform initialization.
            double limit = Math.Sqrt(6.0 / layer.FanIn);
            foreach (ref float weight in layer.WeightsOf(Parameters))
            {
                weight = (float)seeds.Uniform(-limit, limit);
            }
        }
    }

    /// <summary>The float parameters, improved in place.</summary>
    public float[] Parameters { get; } = new float[Layer.ParameterCount];

    /// <summary>Runs one phase with a learning rate that falls linearly to zero.</summary>
    /// <param name="steps">Batches.</param>
    /// <param name="rate">Learning rate of the first one.</param>
    /// <param name="ranges">With grids for quantization-aware training, which also rounds the weights it computes with.</param>
    /// <param name="isQuantized">Whether the weights are rounded.</param>
    public void Run(int steps, double rate, NetworkRanges ranges, bool isQuantized)
    {
        Adam adam = new(Layer.ParameterCount);
        float[] gradient = new float[Layer.ParameterCount];
        ParallelOptions options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };
        for (int step = 0; step < steps; step++)
        {
            FloatNetwork network = new(isQuantized ? Quantizer.RoundWeights(Parameters) : Parameters, ranges);
            ulong[] shardSeeds = [.. shards.Select(_ => seeds.NextUInt64())];
            Parallel.For(0, Shards, options, i => shards[i].Run(network, shardSeeds[i]));

            Array.Clear(gradient);
            foreach (Shard shard in shards)
            {
                VectorMath.AddScaled(1f / (Shards * ShardSize), shard.Gradient, gradient);
            }

            adam.Step(Parameters, gradient, rate * (steps - step) / steps);
            if ((step + 1) % 500 == 0)
            {
                Console.WriteLine($"  step {step + 1,5} of {steps}: loss {shards.Average(shard => shard.Loss) / ShardSize:F4}");
            }
        }
    }

    private sealed class Shard
    {
        private readonly Activations values = new();
        private readonly Activations gradients = new();

        public float[] Gradient { get; } = new float[Layer.ParameterCount];

        public double Loss { get; private set; }

        public void Run(FloatNetwork network, ulong seed)
        {
            Array.Clear(Gradient);
            Loss = 0;
            foreach (DigitSample sample in DigitRenderer.Draw(seed, ShardSize))
            {
                network.Forward(sample.Pixels, values);
                Loss += CrossEntropy(values.Logits, sample.Label, gradients.Logits);
                network.Backward(values, gradients, Gradient);
            }
        }

        /// <summary>The loss of one sample; its gradient is softmax minus one-hot.</summary>
        private static double CrossEntropy(float[] logits, int label, float[] gradient)
        {
            double largest = logits.Max();
            double[] exponentials = [.. logits.Select(logit => Math.Exp(logit - largest))];
            double sum = exponentials.Sum();
            for (int i = 0; i < logits.Length; i++)
            {
                gradient[i] = (float)((exponentials[i] / sum) - (i == label ? 1 : 0));
            }

            return Math.Log(sum) - (logits[label] - largest);
        }
    }
}
