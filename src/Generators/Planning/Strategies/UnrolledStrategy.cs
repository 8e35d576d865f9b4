using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Every product of an output element written out with its weight as a literal; start values and requantization, too.</summary>
/// <param name="Layer">What it computes.</param>
/// <param name="ChannelsPerMethod">Output channels that fit into one method.</param>
public sealed record UnrolledKernel(MacLayer Layer, int ChannelsPerMethod) : LayerKernel(Layer)
{
    internal const string Name = "unrolled";

    public override string Strategy => Name;

    /// <summary>Whether it reads a copy of the image with padding.</summary>
    public bool IsPadded => Layer.Geometry.Window.TouchesPadding;

    /// <summary>Whether its channels are spread over several methods.</summary>
    public bool IsSplit => ChannelsPerMethod < Layer.Geometry.OutChannels;

    /// <summary>Tier 0 keeps written-out products several times slower than loops, for hundreds of runs.</summary>
    public override bool IsOptimizedAtOnce => !IsSplit && !IsPadded;

    public override EquatableArray<ScratchBuffer> Scratch => IsPadded
        ? EquatableArray.Of(new ScratchBuffer("padded", StorageType.Int8, (int)PaddedWindow.Of(Layer.Geometry.Window).Elements))
        : EquatableArray<ScratchBuffer>.Empty;
}

/// <summary>Takes small layers at many positions.</summary>
internal sealed class UnrolledStrategy : KernelStrategy
{
    /// <summary>Written-out products that a layer may have before compiling them delays the first result too long.</summary>
    /// <remarks>Larger layers gain as much in each run; docs/performance.md has the figures.</remarks>
    private const int MaxAutomaticProducts = 1536;

    /// <summary>Written-out products that a layer may have when it is asked for.</summary>
    private const int MaxProducts = 32768;

    /// <summary>Output positions below which the loop overhead saved does not pay for compiling the written-out code.</summary>
    private const int MinPositions = 16;

    /// <summary>What a written-out product takes, as a share of one in a loop.</summary>
    private const double ShareOfLoops = 0.6;

    public override string Name => UnrolledKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        MacGeometry geometry = layer.Geometry;
        long products = (long)geometry.Taps * geometry.OutChannels;
        if (Obstacle(layer, products) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        int channelsPerMethod = UnrolledCode.ChannelsPerMethod(geometry.Taps, layer.Operators);
        return channelsPerMethod == 0
            ? KernelOffer.Refuse(Invariant($"the {geometry.Taps} products of one channel exceed what the JIT optimizes in one method"))
            : products > MaxAutomaticProducts
            ? KernelOffer.OnRequest(Make, Invariant($"{products} products are more than the {MaxAutomaticProducts} worth writing out"))
            : geometry.Positions < MinPositions
            ? KernelOffer.OnRequest(Make, Invariant($"too few output positions ({geometry.Positions}) to repay the compilation of written-out products"))
            : KernelOffer.Of(Make, Invariant($"only {products} products for each of {geometry.Positions} positions"), ShareOfLoops * geometry.Macs);

        LayerKernel Make() => new UnrolledKernel(layer, channelsPerMethod);
    }

    private static string? Obstacle(MacLayer layer, long products)
    {
        WindowGeometry window = layer.Geometry.Window;
        if (layer.HasChannelsFirst)
        {
            return "the result has its channels first, and they are written out last";
        }

        if (layer.CorrectsByPosition)
        {
            return window.Transposed is null
                ? "skipped padding makes the products depend on the position"
                : "the products of a transposed convolution depend on the position";
        }

        if (layer.WeightZeroPoints.Count > 0)
        {
            return "weights with a zero point need the sum of the window's activations";
        }

        if (products > MaxProducts)
        {
            return Invariant($"{products} products are more than {MaxProducts}");
        }

        long elements = PaddedWindow.Of(window).Elements;
        return elements > TensorInfo.MaxElements ? Invariant($"the image with its padding has {elements} elements") : null;
    }
}
