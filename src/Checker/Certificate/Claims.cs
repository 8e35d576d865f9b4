using System.Text.Json;
using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Certificate;

/// <summary>What a D_sound.json says (BOUNDS section 9).</summary>
internal sealed record Claims
{
    public required ModelClaim Model { get; init; }

    public required SemanticsClaim Semantics { get; init; }

    public required RegionClaim Region { get; init; }

    /// <summary>Name of the method, what it computes in, and its version, in one text.</summary>
    public required string Method { get; init; }

    /// <summary>Layers and sums that linear forms are carried back through; null for a method without.</summary>
    public required int? Depth { get; init; }

    /// <summary>How the region is divided; empty where it is not.</summary>
    public required IReadOnlyList<SplitClaim> Splits { get; init; }

    public required IReadOnlyList<LayerClaim> Layers { get; init; }

    /// <summary>Null where there is no file of elements.</summary>
    public ElementsClaim? Elements { get; init; }

    public required IReadOnlyList<CertificateClaim> Certificates { get; init; }

    /// <summary>Whether anything is said about the exact network beside the approximate one.</summary>
    public bool IsBesideExact => Certificates.Count > 0 || Layers.Any(layer => layer.Deviation is not null);
}

internal sealed record ModelClaim(string Name, string Sha256);

internal sealed record SemanticsClaim(
    string Requant, string Operands, string Padding, OperatorClaim Operators, string Order, AccumulatorClaim Accumulator);

internal sealed record AccumulatorClaim(long Bits, string Overflow)
{
    /// <summary>Null for one that there is not.</summary>
    public Register? Register => Register.Of(Bits, Overflow);
}

internal sealed record OperatorClaim(string Multiplier, string Sha256, string Adder);

/// <param name="Kind">Its name.</param>
/// <param name="Parameters">The members between kind and hull, by name.</param>
/// <param name="Hull">Every code of the inputs.</param>
internal sealed record RegionClaim(string Kind, IReadOnlyDictionary<string, JsonElement> Parameters, Ends Hull);

/// <param name="Part">Keeps the codes up to one; the others go to a new part, which has the next number.</param>
/// <param name="Tensor">Where the codes of an input first stand.</param>
/// <param name="Element">Of that tensor.</param>
/// <param name="At">The greatest code that the part keeps.</param>
internal sealed record SplitClaim(long Part, long Tensor, long Element, long At);

internal sealed record ElementsClaim(string File, string Sha256, string Layout);

internal sealed record LayerClaim
{
    public required long Index { get; init; }

    public required string Name { get; init; }

    public required string Op { get; init; }

    public required long Taps { get; init; }

    /// <summary>Null where they are those of the file.</summary>
    public OperatorClaim? Operators { get; init; }

    /// <summary>Null where it is that of the file.</summary>
    public string? Requant { get; init; }

    public required Ends Input { get; init; }

    public required Ends Product { get; init; }

    public required Ends Acc { get; init; }

    public required BitsClaim Bits { get; init; }

    public required string Overflow { get; init; }

    public string? ShiftOverflow { get; init; }

    public required Ends Output { get; init; }

    public required IReadOnlyList<(long Channel, long Value)> ConstantChannels { get; init; }

    public required IReadOnlyList<ChannelClaim> Channels { get; init; }

    public required CareClaim Care { get; init; }

    /// <summary>How far it can be from the exact layer; null where the file is about the approximate network alone.</summary>
    public DeviationClaim? Deviation { get; init; }
}

/// <param name="LocalAcc">What its own circuits change, in accumulators.</param>
/// <param name="LocalLsb">In codes.</param>
/// <param name="CentredAcc">With the middle of each channel's errors in its bias, in accumulators.</param>
/// <param name="CentredLsb">Likewise in codes.</param>
/// <param name="Acc">What all circuits up to it change, in accumulators.</param>
/// <param name="Lsb">In codes.</param>
internal sealed record DeviationClaim(Ends LocalAcc, Ends LocalLsb, Ends CentredAcc, Ends CentredLsb, Ends Acc, Ends Lsb);

internal sealed record ChannelClaim(long Channel, Ends Acc, Ends Out, long Bits, string ClampsLow, string ClampsHigh);

internal sealed record BitsClaim(long Final, long Prefix, long AnyOrder, long Norm, long DataType);

internal sealed record CareClaim(Ends Activations, string Weights, long Pairs);

/// <param name="Claim">Its name.</param>
internal sealed record CertificateClaim(string Claim)
{
    /// <summary>That every final sum fits so many bits.</summary>
    public const string NoOverflow = "no-overflow";

    /// <summary>That no logit of any input moves more than so many codes.</summary>
    public const string LogitDeviation = "logit-deviation";

    /// <summary>That every input has a class, exactly and approximately.</summary>
    public const string ClassInvariance = "class-invariance";

    /// <summary>Of <see cref="NoOverflow"/>.</summary>
    public long Bits { get; init; }

    /// <summary>Of <see cref="LogitDeviation"/>.</summary>
    public long Lsb { get; init; }

    /// <summary>Of <see cref="ClassInvariance"/>; null where there is none.</summary>
    public long? Class { get; init; }

    /// <summary>Whether it is claimed; <see cref="LogitDeviation"/> always is.</summary>
    public bool Holds { get; init; }
}
