using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared;

/// <summary>Small random models with products of two tensors, the same for the same seed.</summary>
public static class TinyProductGraphs
{
    /// <summary>One product: of stacks that broadcast or not, of a tensor and itself, of a constant on either side; every kind of requantization in turn.</summary>
    public static Network RandomProduct(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"product_{seed}", random);
        TinyParameters parameters = new() { Kind = (RequantizationKind)(seed % 4) };
        int taps = 1 + random.NextBelow(40);
        (int stacks, int rows) = (1 + random.NextBelow(3), 1 + random.NextBelow(5));
        int? zeroPoint = random.NextBelow(4) == 0 ? 0 : null;
        int input = builder.Input([stacks, rows, taps], zeroPoint);
        switch (random.NextBelow(6))
        {
            case 0:
                builder.MatMul(input, input, parameters);
                break;
            case 1:
                builder.MatMul(input, builder.ConstantCodes([stacks, 1 + random.NextBelow(6), taps], zeroPoint), parameters);
                break;
            case 2:
                builder.MatMul(builder.ConstantCodes([1 + random.NextBelow(6), taps]), input, parameters);
                break;
            case 3:
                builder.MatMul(builder.Reshape(input, stacks, 1, rows, taps), builder.Reshape(builder.Lookup(input), 1, rows, stacks, taps), parameters);
                break;
            case 4:
                builder.MatMul(input, builder.Reshape(builder.Lookup(input), stacks * rows, taps), parameters);
                break;
            default:
                builder.MatMul(input, builder.Lookup(input), parameters);
                break;
        }

        return builder.Build(padding: padding);
    }

    /// <summary>An attention: scores of two layers of one input, softmax, and their product with a third; its scores as accumulators and as real numbers.</summary>
    public static Network Network(int seed, PaddingRule padding = PaddingRule.Multiply)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"attention_{seed}", random);
        (int tokens, int depth) = (2 + random.NextBelow(4), 2 + random.NextBelow(7));
        int input = builder.Input([tokens, 1 + random.NextBelow(6)]);
        int queries = Heads(builder.FullyConnected(input, 2 * depth));
        int keys = Heads(builder.FullyConnected(input, 2 * depth));
        int values = builder.Reshape(builder.FullyConnected(input, 2 * depth), 2, depth, tokens);
        int scores = builder.Softmax(builder.MatMul(queries, keys));
        int output = builder.MatMul(scores, values);
        TinyParameters accumulator = new() { Kind = RequantizationKind.Accumulator };
        return builder.Build(
            [output, builder.MatMul(keys, queries, accumulator), builder.LayerFunction(builder.MatMul(queries, keys, accumulator))], padding);

        int Heads(int layer) => builder.Reshape(layer, 2, tokens, depth);
    }
}
