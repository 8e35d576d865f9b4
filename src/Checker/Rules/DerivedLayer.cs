using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Rules;

/// <summary>What follows of a layer of products from the boxes of its operands, by the definition.</summary>
internal sealed record DerivedLayer
{
    /// <summary>Every code that the layer reads, padding included where it is multiplied.</summary>
    public required Ends Input { get; init; }

    /// <summary>The same as the multiplier gets it.</summary>
    public required Ends Operand { get; init; }

    public required DerivedChannel[] Channels { get; init; }

    /// <summary>The accumulator of each output element, in C order.</summary>
    public required Ends[] Accumulators { get; init; }

    /// <summary>The codes of each output element; empty where accumulators are the result.</summary>
    public required Ends[] Codes { get; init; }

    /// <summary>Every weight that there is or can be, each once.</summary>
    public required SortedSet<int> Weights { get; init; }

    /// <summary>Bits of an accumulator of products of any codes with any weights.</summary>
    public required int DataTypeBits { get; init; }

    /// <summary>Bits of an accumulator by the greatest norm that the weights can have.</summary>
    public required int NormBits { get; init; }

    /// <summary>Whether BOUNDS.md calls the intervals optimal: attained by some input of the box, for each output by itself.</summary>
    public required bool IsOptimal { get; init; }

    /// <summary>Whether sums on the way are optimal where <see cref="IsOptimal"/>: not those that begin with a share of codes which products have, too.</summary>
    public required bool ArePrefixesOptimal { get; init; }

    /// <summary>The box of its codes; null where accumulators are the result.</summary>
    public DerivedBox? Box => Codes.Length == 0 ? null : new DerivedBox(CodeBox.Of(Codes.Length, i => Codes[i]), IsOptimal);

    /// <summary>What holds for the inputs of both.</summary>
    public DerivedLayer Join(DerivedLayer other) => this with
    {
        Input = Input.Join(other.Input),
        Operand = Operand.Join(other.Operand),
        Channels = [.. Channels.Zip(other.Channels, (left, right) => left.Join(right))],
        Accumulators = [.. Accumulators.Zip(other.Accumulators, (left, right) => left.Join(right))],
        Codes = [.. Codes.Zip(other.Codes, (left, right) => left.Join(right))],
        Weights = [.. Weights, .. other.Weights],
        NormBits = Math.Max(NormBits, other.NormBits),
        IsOptimal = IsOptimal && other.IsOptimal,
        ArePrefixesOptimal = ArePrefixesOptimal && other.ArePrefixesOptimal,
    };

    /// <summary>The hull over all channels.</summary>
    public Ends Hull(Func<DerivedChannel, Ends> interval) =>
        Channels.Aggregate(Ends.None, (hull, channel) => hull.Join(interval(channel)));
}

/// <summary>What follows of an output channel, over all its positions.</summary>
internal sealed record DerivedChannel
{
    public Ends Product { get; set; } = Ends.None;

    /// <summary>The final sum, before it wraps or saturates.</summary>
    public Ends Sum { get; set; } = Ends.None;

    /// <summary>What the register holds in the end: anything where a sum may wrap.</summary>
    public Ends Acc { get; set; } = Ends.None;

    public Ends Prefix { get; set; } = Ends.None;

    public Ends AnyOrder { get; set; } = Ends.None;

    public Ends Output { get; set; } = Ends.None;

    public Occurs ClampsLow { get; set; } = Occurs.None;

    public Occurs ClampsHigh { get; set; } = Occurs.None;

    /// <summary>Whether requantization may wrap.</summary>
    public bool MayShiftOut { get; set; }

    /// <summary>Whether the accumulator may differ from the sum, or be more than requantization takes.</summary>
    public bool MayOverflow { get; set; }

    /// <summary>What holds for the inputs of both.</summary>
    public DerivedChannel Join(DerivedChannel other) => new()
    {
        Product = Product.Join(other.Product),
        Sum = Sum.Join(other.Sum),
        Acc = Acc.Join(other.Acc),
        Prefix = Prefix.Join(other.Prefix),
        AnyOrder = AnyOrder.Join(other.AnyOrder),
        Output = Output.Join(other.Output),
        ClampsLow = ClampsLow | other.ClampsLow,
        ClampsHigh = ClampsHigh | other.ClampsHigh,
        MayShiftOut = MayShiftOut || other.MayShiftOut,
        MayOverflow = MayOverflow || other.MayOverflow,
    };
}

/// <summary>Whether something happens, for the elements and inputs looked at so far.</summary>
[Flags]
internal enum Occurs
{
    None = 0,
    Never = 1,
    Always = 2,
    Possible = Never | Always,
}
