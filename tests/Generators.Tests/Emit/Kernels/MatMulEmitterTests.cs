using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class MatMulEmitterTests
{
    /// <summary>Stacks that broadcast with a bias, and accumulators of constant activations.</summary>
    [Theory]
    [InlineData(null, "Exact")]
    [InlineData("trunc:3", "Truncated")]
    public void Emit_Products(string? multiplier, string snapshot)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int input = builder.Input([2, 1, 3, 4], zeroPoint: 4);
        int weights = builder.Lookup(builder.Reshape(input, 3, 2, 4));
        int product = builder.MatMul(input, weights, new TinyParameters { Bias = [1, -2], Clamp = ClampRange.Full });
        int accumulators = builder.MatMul(builder.ConstantCodes([2, 4], zeroPoint: 0), input, new TinyParameters { Kind = RequantizationKind.Accumulator });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build([product, accumulators]), multiplier)), snapshot, "cs");
    }
}
