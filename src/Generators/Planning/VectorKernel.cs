using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Accumulators that a vector kernel keeps in registers: some output pixels of one row times some channels.</summary>
/// <param name="Pixels">Output pixels.</param>
/// <param name="Vectors">Vectors of <see cref="Lanes"/> output channels.</param>
public sealed record AccumulatorBlock(int Pixels, int Vectors)
{
    /// <summary>int32 lanes of a vector of 256 bits.</summary>
    public const int Lanes = 8;

    /// <summary>Vector registers of AVX2.</summary>
    private const int Registers = 16;

    /// <summary>Output channels.</summary>
    public int Channels => Vectors * Lanes;

    /// <summary>Vectors of activations and weights that a vector of products takes.</summary>
    public double LoadsPerProduct => (double)(Pixels + Vectors) / (Pixels * Vectors);

    /// <summary>The block that computes the least beyond what is wanted; of equal ones that with most products for each load, and that nearest to 4 x 16.</summary>
    /// <remarks>Accumulators, weights, one activation and one product have to fit the registers. 4 x 16 was measured best.</remarks>
    /// <param name="pixels">Output pixels of a row.</param>
    /// <param name="channels">Output channels that share their activations.</param>
    /// <param name="registers">That an accumulator takes.</param>
    /// <param name="groups">Groups of taps whose weights and activations are held at a time.</param>
    public static AccumulatorBlock For(int pixels, int channels, int registers = 1, int groups = 1) =>
        (from vectors in new[] { 2, 3, 1, 4, 6 }
         from rows in new[] { 4, 6, 5, 3, 2, 1, 8, 7 }
         where (rows * vectors * registers) + (groups * (vectors + 1)) + 1 <= Registers && rows <= pixels && (vectors == 1 || vectors * Lanes <= channels)
         let block = new AccumulatorBlock(rows, vectors)
         orderby block.Cost(pixels, channels)
         select block).First();

    /// <summary>Pixels of the blocks that cover a row.</summary>
    public long RoundUpPixels(int pixels) => (long)CeilingDivide(pixels, Pixels) * Pixels;

    /// <summary>Channels of the blocks that cover some.</summary>
    public long RoundUpChannels(int channels) => (long)CeilingDivide(channels, Channels) * Channels;

    /// <summary>Instructions of a pair of taps over the whole row, by loads and multiplications, whatever of it is wanted.</summary>
    private long Cost(int pixels, int channels) =>
        (long)CeilingDivide(pixels, Pixels) * CeilingDivide(channels, Channels) * ((2 * Pixels * Vectors) + Pixels + Vectors);

    private static int CeilingDivide(int a, int b) => (a + b - 1) / b;
}

/// <summary>A kernel that computes blocks of accumulators with vector instructions.</summary>
/// <remarks>
/// The last block of a row, and of the channels, is moved back until it ends where they end: it computes some elements
/// twice, to the same result, so that no kernel needs code for rests. Fewer channels than a vector has are stored in part.
/// </remarks>
/// <param name="Layer">What it computes.</param>
/// <param name="Block">What it keeps in registers.</param>
public abstract record VectorKernel(MacLayer Layer, AccumulatorBlock Block) : LayerKernel(Layer)
{
    public sealed override bool IsOptimizedAtOnce => true;

    public sealed override bool UsesVectors => true;

    /// <summary>How accumulators become codes, where they do.</summary>
    public Requantizer Requantizer { get; } = Requantizer.Of(Layer);

    /// <summary>Channels that the arrays of per-channel constants have: the last block of the last group may go on beyond the layer's.</summary>
    protected int ConstantChannels => Layer.Geometry.OutChannels + Math.Max(0, Block.Channels - GroupChannels);

    /// <summary>Start values in whole blocks, and where those of a row and column of the output are if that matters.</summary>
    private protected sealed override IEnumerable<KernelConstant> StartConstants(int channels)
    {
        if (!Layer.Starts.IsByPosition)
        {
            return [new Int32Constant("Start", StartSummary, Layer.Starts.Padded(channels))];
        }

        return
        [
            new Int32Constant("Start", "Bias of {0} with the zero point's share for the elements present: rows and columns of the output that miss the same ones, channels", Layer.Starts.Padded(channels)),
            new Int32Constant("StartRows", "Where in the start values of {0} a row of the output begins", Layer.Starts.RowPlaces(channels)),
            new Int32Constant("StartColumns", "Where from there a column of the output begins", Layer.Starts.ColumnPlaces(channels)),
        ];
    }

    /// <summary>Memory that holds the accumulators of a block while narrower sums take the registers; null where those go on holding them.</summary>
    public virtual ScratchBuffer? Emptied => null;

    /// <summary>Such memory where sums are emptied more than once for a filter.</summary>
    /// <remarks>Without <c>TieredPGO</c>, as <c>qmac</c> runs, the JIT would spill in the inner loop to keep the accumulators: half the speed.</remarks>
    /// <param name="depth">Steps of a sum.</param>
    /// <param name="runSteps">Steps of a stretch of memory.</param>
    private protected ScratchBuffer? EmptiedBeside(int depth, int runSteps) =>
        depth > runSteps ? null : new ScratchBuffer("emptied", StorageType.Int32, Block.Pixels * Block.Channels);

    /// <summary>Groups of output channels that no block reaches across.</summary>
    public virtual int Groups => Layer.Geometry.Groups;

    /// <summary>Output channels of a group.</summary>
    public int GroupChannels => Layer.Geometry.OutChannels / Groups;

    /// <summary>Channels of a block that the layer has.</summary>
    public int StoredChannels => Math.Min(Block.Channels, GroupChannels);

    /// <summary>Tables of the planes that need one.</summary>
    /// <param name="planes">Copies of the image.</param>
    protected static IEnumerable<KernelConstant> PlaneConstants(EquatableArray<ImagePlane> planes) => planes
        .Select((plane, index) => new Int16Constant(
            PlaneSuffix(index), "What activations -128 to 127 stand as in a copy of the input of {0}", plane.OfActivation))
        .Where((_, index) => planes[index] is { Bits: null, Offset: null, Magnitude: null });

    /// <summary>Ends the name of a plane's table.</summary>
    internal static string PlaneSuffix(int plane) => Invariant($"Plane{plane}");

    /// <summary>A clause on the order of packed weights.</summary>
    protected string PackedSummary(string what, int planes, int group) => Invariant(
        $"{what} in the order of use: blocks of {Block.Channels} output channels, {(planes > 1 ? "terms, " : "")}groups of {group} taps, channels, the taps of a group");

    /// <summary>The first output channel of each block, in the order in which they are computed.</summary>
    public IEnumerable<int> BlockStarts()
    {
        for (int group = 0; group < Groups; group++)
        {
            for (int block = 0; block < BlocksPerGroup; block++)
            {
                yield return (group * GroupChannels) + Math.Min(block * Block.Channels, GroupChannels - StoredChannels);
            }
        }
    }

    /// <summary>Blocks of the channels of a group.</summary>
    public int BlocksPerGroup => (GroupChannels + Block.Channels - 1) / Block.Channels;

    /// <summary>Products of whole blocks, which is what is computed, of taps in groups.</summary>
    internal static double Products(MacGeometry geometry, WideImage image, AccumulatorBlock block, int group = 2) =>
        (double)group * image.FilterRows * image.Runs * image.RunSteps(group) * geometry.Groups * block.RoundUpChannels(geometry.GroupOutChannels)
        * image.Images * image.OutHeight * block.RoundUpPixels(image.OutWidth);

    /// <summary>Why no block of accumulators over a padded copy of the image can compute a layer, whatever its circuits; null where one can.</summary>
    internal static string? Obstacle(MacLayer layer) => PositionObstacle(layer) ?? ImageObstacle(layer);

    /// <summary>Why products that depend on the position cannot be left out by zeros in a copy of the image; null where they can.</summary>
    internal static string? PositionObstacle(MacLayer layer)
    {
        WindowGeometry window = layer.Geometry.Window;
        return !layer.CorrectsByPosition || layer.Operators.Adder.ZeroIsIdentity ? null

            // Adding a product of 0 is no addition only where there is another.
            : Enumerable.Range(0, window.OutHeight).Any(outY => Enumerable.Range(0, window.FilterHeight).All(filterY => window.InputRow(outY, filterY) < 0))
                || Enumerable.Range(0, window.OutWidth).Any(outX => Enumerable.Range(0, window.FilterWidth).All(filterX => window.InputColumn(outX, filterX) < 0))
            ? "a window has no products at all, which the adder would tell from zeros"
            : null;
    }

    /// <summary>Why no copy of the image can be read in blocks; null where one can.</summary>
    internal static string? ImageObstacle(MacLayer layer) =>
        layer.HasChannelsFirst ? "the result has its channels first"
        : layer.Geometry.Groups > 1 && layer.Geometry.GroupOutChannels < AccumulatorBlock.Lanes ? Invariant($"a group has only {layer.Geometry.GroupOutChannels} output channels")
        : WideImage.Of(layer.Geometry).Length > TensorInfo.MaxElements ? Invariant($"the image with its padding has {WideImage.Of(layer.Geometry).Length} elements")
        : null;

    /// <summary>What requantization and storing take beside products, by estimate: see <see cref="Strategies.KernelOffer.Cost"/>.</summary>
    internal static double ResultCost(MacLayer layer) => layer.Geometry.Positions * (double)layer.Geometry.OutChannels * (
        layer.Requantization.Kind == RequantizationKind.Accumulator ? 0.05
        : Requantizer.Of(layer).Form switch
        {
            RequantizerForm.Real => 0.09,
            RequantizerForm.HighHalfUp => 0.13,
            RequantizerForm.HighBySign => 0.2,
            _ => 0.4,
        });
}
