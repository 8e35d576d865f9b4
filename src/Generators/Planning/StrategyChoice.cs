using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Planning;

/// <summary>Chooses how the kernel of a layer is written.</summary>
internal static class StrategyChoice
{
    /// <summary>Written-out products that a layer may have before compiling them delays the first result too long.</summary>
    /// <remarks>Larger layers gain as much in each run; docs/performance.md has the figures.</remarks>
    private const int MaxAutomaticProducts = 1536;

    /// <summary>Written-out products that a layer may have when it is asked for.</summary>
    private const int MaxForcedProducts = 32768;

    /// <summary>Output positions below which the loop overhead saved does not pay for compiling the written-out code.</summary>
    private const int MinPositions = 16;

    /// <summary>The strategy of a layer and why, as a clause.</summary>
    /// <exception cref="DiagnosticException">The forced strategy cannot be used.</exception>
    public static (KernelStrategy Strategy, string Reason) For(
        MacNode layer, OperatorPair operators, bool correctsByPosition, bool hasWeightZeroPoints, bool hasChannelsFirst, KernelStrategy? forced)
    {
        MacGeometry geometry = layer.Geometry;
        long products = (long)geometry.Taps * geometry.OutChannels;
        string? obstacle = hasChannelsFirst
            ? "the result has its channels first, and they are written out last"
            : Obstacle(geometry, operators, correctsByPosition, hasWeightZeroPoints, products);
        if (forced is KernelStrategy wanted)
        {
            return wanted == KernelStrategy.Unrolled && obstacle is not null
                ? throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.StrategyInvalid, null, $"{Quote(layer.Name)} cannot be unrolled: {obstacle}"))
                : (wanted, "asked for");
        }

        if (obstacle is not null)
        {
            return (KernelStrategy.Loops, obstacle);
        }

        if (products > MaxAutomaticProducts)
        {
            return (KernelStrategy.Loops, Invariant($"{products} products are more than the {MaxAutomaticProducts} worth writing out"));
        }

        return geometry.Positions < MinPositions
            ? (KernelStrategy.Loops, Invariant($"too few output positions ({geometry.Positions}) to repay the compilation of written-out products"))
            : (KernelStrategy.Unrolled, Invariant($"only {products} products for each of {geometry.Positions} positions"));
    }

    private static string? Obstacle(
        MacGeometry geometry, OperatorPair operators, bool correctsByPosition, bool hasWeightZeroPoints, long products)
    {
        if (correctsByPosition)
        {
            return geometry.Window.Transposed is null
                ? "skipped padding makes the products depend on the position"
                : "the products of a transposed convolution depend on the position";
        }

        if (hasWeightZeroPoints)
        {
            return "weights with a zero point need the sum of the window's activations";
        }

        if (products > MaxForcedProducts)
        {
            return Invariant($"{products} products are more than {MaxForcedProducts}");
        }

        long elements = PaddedWindow.Of(geometry.Window).Elements;
        if (elements > TensorInfo.MaxElements)
        {
            return Invariant($"the image with its padding has {elements} elements");
        }

        return UnrolledCode.ChannelsPerMethod(geometry.Taps, operators) == 0
            ? Invariant($"the {geometry.Taps} products of one channel exceed what the JIT optimizes in one method")
            : null;
    }
}
