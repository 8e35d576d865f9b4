using System.Numerics;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>What is known about the operands, products, accumulators and codes of one layer of products.</summary>
/// <remarks>Input and products are empty intervals where windows hold nothing but padding that is skipped.</remarks>
/// <param name="Index">Position of the layer's node in the graph.</param>
/// <param name="Node">The layer.</param>
/// <param name="Operators">Its multiplier and adder.</param>
/// <param name="Input">Every activation that the multiplier sees, padding included.</param>
/// <param name="Operand">The same as the circuit gets it: less the zero point where operands are centred.</param>
/// <param name="Weights">Every weight that the multiplier can see.</param>
/// <param name="WeightReach">The greatest distance of any weight from its zero point, whatever the weights are.</param>
/// <param name="WeightNorm">The greatest sum of an output channel's distances of weights from their zero point; of computed weights the greatest that there can be.</param>
/// <param name="Channels">Of each output channel.</param>
internal sealed record LayerBounds(
    int Index,
    ProductNode Node,
    OperatorPair Operators,
    Interval Input,
    Interval Operand,
    WeightSet Weights,
    int WeightReach,
    long WeightNorm,
    IReadOnlyList<ChannelBounds> Channels)
{
    /// <summary>Whether a zero point of weights is not 0, so that its share of the activations comes after the last sum of the circuit.</summary>
    public required bool HasWeightZeroPoint { get; init; }

    public Interval Product => HullOf(channel => channel.Product);

    public Interval Acc => HullOf(channel => channel.Acc);

    /// <summary>Final sums before they wrap: outside the register exactly when <see cref="MayOverflow"/>, unless that saturates.</summary>
    public Interval Sum => HullOf(channel => channel.Sum);

    public Interval Prefix => HullOf(channel => channel.Prefix);

    public Interval AnyOrder => HullOf(channel => channel.AnyOrder);

    public Interval Output => HullOf(channel => channel.Output);

    /// <summary>Whether the accumulator may differ from the sum: see <see cref="AccumulatorRegister.MayOverflow"/>.</summary>
    public bool MayOverflow => Channels.Any(channel => channel.MayOverflow);

    /// <summary>Whether requantization may shift an accumulator beyond int32 to the left, where it wraps and orders nothing.</summary>
    public bool ShiftMayOverflow => Channels.Any(channel => channel.ShiftMayOverflow);

    /// <summary>Accumulator bits that products of any 8-bit operands need, whatever the weights.</summary>
    public int DataTypeBits => BitsOf(Node.Taps * 255L * WeightReach);

    /// <summary>Accumulator bits from the weights' norm alone, as in A2Q.</summary>
    public int WeightNormBits => BitsOf(WeightNorm * 255);

    /// <summary>What holds for the runs of both.</summary>
    public LayerBounds Hull(LayerBounds other) => this with
    {
        Input = Input.Hull(other.Input),
        Operand = Operand.Hull(other.Operand),
        Weights = Weights.Union(other.Weights),
        WeightNorm = Math.Max(WeightNorm, other.WeightNorm),
        Channels = [.. Channels.Zip(other.Channels, (left, right) => left.Hull(right))],
    };

    // ceil(log2(magnitude + 1) + 1) without logarithms.
    private static int BitsOf(long magnitude) => 65 - BitOperations.LeadingZeroCount((ulong)magnitude);

    private Interval HullOf(Func<ChannelBounds, Interval> interval) =>
        Channels.Select(interval).Aggregate((left, right) => left.Hull(right));
}

/// <summary>What is known about one output channel, over all its positions.</summary>
/// <param name="Product">Every product.</param>
/// <param name="Sum">The final sum, bias included, before it wraps.</param>
/// <param name="Acc">The final accumulator: the sum, or what <see cref="AccumulatorRegister"/> makes of it.</param>
/// <param name="Prefix">Every sum on the way, from the bias on, in the declared order; before it wraps.</param>
/// <param name="AnyOrder">The same for every order.</param>
/// <param name="Output">Codes.</param>
/// <param name="ClampsLow">Whether the lower end of the fused activation replaces a code.</param>
/// <param name="ClampsHigh">Whether the upper end does.</param>
/// <param name="ShiftMayOverflow">Whether requantization may shift an accumulator beyond int32.</param>
internal sealed record ChannelBounds(
    Interval Product,
    Interval Sum,
    Interval Acc,
    Interval Prefix,
    Interval AnyOrder,
    Interval Output,
    Occurrence ClampsLow,
    Occurrence ClampsHigh,
    bool ShiftMayOverflow)
{
    /// <summary>Whether the accumulator may differ from the sum.</summary>
    public required bool MayOverflow { get; init; }

    /// <summary>What holds at the positions of both.</summary>
    public ChannelBounds Hull(ChannelBounds other) => new(
        Product.Hull(other.Product),
        Sum.Hull(other.Sum),
        Acc.Hull(other.Acc),
        Prefix.Hull(other.Prefix),
        AnyOrder.Hull(other.AnyOrder),
        Output.Hull(other.Output),
        ClampsLow == other.ClampsLow ? ClampsLow : Occurrence.Possible,
        ClampsHigh == other.ClampsHigh ? ClampsHigh : Occurrence.Possible,
        ShiftMayOverflow || other.ShiftMayOverflow)
    {
        MayOverflow = MayOverflow || other.MayOverflow,
    };
}

/// <summary>Whether something happens for the inputs of a region.</summary>
internal enum Occurrence
{
    Never,
    Possible,
    Always,
}
