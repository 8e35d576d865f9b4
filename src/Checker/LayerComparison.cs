using System.Globalization;
using System.Numerics;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>Every statement about a layer of products beside what is derived.</summary>
internal static class LayerComparison
{
    public static void Compare(LayerClaim claim, DerivedLayer derived, ProductNode layer, Findings findings)
    {
        string where = $"layer {Quote(layer.Name)}";
        bool isOptimal = derived.IsOptimal;
        findings.Same(where, "taps", claim.Taps, layer.Taps);
        findings.Holds(where, "input", claim.Input, derived.Input, isOptimal: true);
        findings.Holds(where, "product", claim.Product, derived.Hull(channel => channel.Product), isOptimal: true);
        findings.Holds(where, "acc", claim.Acc, derived.Hull(channel => channel.Acc), isOptimal);
        CompareBits(where, claim.Bits, derived, findings);
        Possible(where, "overflow", claim.Overflow, derived.Channels.Any(channel => channel.MayOverflow), findings);
        Possible(where, "shift_overflow", claim.ShiftOverflow ?? "never", derived.Channels.Any(channel => channel.MayShiftOut), findings);
        findings.Holds(where, "output", claim.Output, derived.Hull(channel => channel.Output), isOptimal);
        CompareConstants(where, claim, derived, isOptimal, findings);
        findings.Same(where, "number of channels", claim.Channels.Count, derived.Channels.Length);
        foreach ((ChannelClaim stated, DerivedChannel channel, int index) in claim.Channels.Zip(derived.Channels, Enumerable.Range(0, derived.Channels.Length)))
        {
            CompareChannel(Invariant($"{where}, channel {index}"), index, stated, channel, isOptimal, findings);
        }

        findings.Holds(where, "care.a", claim.Care.Activations, derived.Operand, isOptimal: true);
        findings.Same(where, "care.weights", claim.Care.Weights, Hex(derived.Weights));
        findings.Same(where, "care.pairs", claim.Care.Pairs, derived.Operand.IsNone ? 0 : (derived.Operand.High - derived.Operand.Low + 1) * derived.Weights.Count);
    }

    private static void CompareBits(string where, BitsClaim claim, DerivedLayer derived, Findings findings)
    {
        bool arePrefixesOptimal = derived.IsOptimal && derived.ArePrefixesOptimal;
        Bits("bits.final", claim.Final, derived.Hull(channel => channel.Sum).Bits, derived.IsOptimal);
        Bits("bits.prefix", claim.Prefix, derived.Hull(channel => channel.Prefix).Bits, arePrefixesOptimal);
        Bits("bits.any_order", claim.AnyOrder, derived.Hull(channel => channel.AnyOrder).Bits, arePrefixesOptimal);
        findings.Same(where, "bits.l1", claim.Norm, derived.NormBits);
        findings.Same(where, "bits.datatype", claim.DataType, derived.DataTypeBits);

        void Bits(string what, long stated, long bits, bool optimal) =>
            findings.AtLeast(where, what, stated, bits, isWeaker: stated > bits, optimal);
    }

    private static void CompareChannel(string where, int index, ChannelClaim claim, DerivedChannel derived, bool isOptimal, Findings findings)
    {
        findings.Same(where, "c", claim.Channel, index);
        findings.Holds(where, "acc", claim.Acc, derived.Acc, isOptimal);
        findings.Holds(where, "out", claim.Out, derived.Output, isOptimal);
        findings.AtLeast(where, "bits", claim.Bits, derived.Sum.Bits, isWeaker: claim.Bits > derived.Sum.Bits, isOptimal);
        Clamps("clamps_low", claim.ClampsLow, derived.ClampsLow);
        Clamps("clamps_high", claim.ClampsHigh, derived.ClampsHigh);

        void Clamps(string what, string stated, Occurs occurs) => findings.AtLeast(
            where, what, stated, occurs == Occurs.Never ? "never" : occurs == Occurs.Always ? "always" : "possible", isWeaker: stated == "possible", isOptimal);
    }

    /// <summary>Channels that are not named may be constant all the same; those that are, must be.</summary>
    private static void CompareConstants(string where, LayerClaim claim, DerivedLayer derived, bool isOptimal, Findings findings)
    {
        (long Channel, long Value)[] constant =
        [
            .. derived.Channels.Index().Where(channel => channel.Item.Output.IsPoint).Select(channel => ((long)channel.Index, channel.Item.Output.Low)),
        ];
        findings.AtLeast(
            where, "constant_channels", Form(claim.ConstantChannels), Form(constant),
            isWeaker: claim.ConstantChannels.All(constant.Contains) && claim.ConstantChannels.Count < constant.Length, isOptimal);

        static string Form(IEnumerable<(long Channel, long Value)> channels) =>
            string.Join(", ", channels.Select(channel => Invariant($"{channel.Channel}: {channel.Value}")));
    }

    /// <summary>That something is excluded must be true; that it is possible is no promise, but has one right answer.</summary>
    private static void Possible(string where, string what, string stated, bool isPossible, Findings findings) =>
        findings.AtLeast(where, what, stated, isPossible ? "possible" : "never", isWeaker: stated == "possible", isOptimal: true);

    /// <summary>256 bits, that of weight 127 first.</summary>
    private static string Hex(IEnumerable<int> weights)
    {
        BigInteger bits = weights.Aggregate(BigInteger.Zero, (all, weight) => all | (BigInteger.One << (weight + 128)));
        return bits.ToString("x64", CultureInfo.InvariantCulture)[^64..];
    }
}
