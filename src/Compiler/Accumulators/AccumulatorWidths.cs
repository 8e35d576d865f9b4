using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Accumulators;

/// <summary>The narrowest registers whose results are provably those of unbounded sums.</summary>
/// <remarks>
/// An <see cref="Adder"/> is a function on all integers whose remainder modulo 2^N depends on those of its operands only, so a
/// register that wraps is right as soon as the final sum fits. That takes all bits which the adder does not add exactly:
/// a narrower register would have another circuit.
/// </remarks>
/// <param name="Final">Bits of a register that wraps.</param>
/// <param name="Prefix">Bits of one that saturates and adds in the declared order.</param>
/// <param name="AnyOrder">Bits of one that saturates and adds in an order that nobody declared.</param>
internal sealed record AccumulatorWidths(int Final, int Prefix, int AnyOrder)
{
    /// <summary>Of a whole layer.</summary>
    public static AccumulatorWidths Of(LayerBounds layer) => Of(layer.Sum, layer.Prefix, layer.AnyOrder, layer.Operators.Adder);

    /// <summary>Of one output channel.</summary>
    public static AccumulatorWidths Of(ChannelBounds channel, Adder adder) => Of(channel.Sum, channel.Prefix, channel.AnyOrder, adder);

    /// <summary>Of what is added in the declared order.</summary>
    public int For(AccumulatorRegister register) => register.Saturates ? Prefix : Final;

    private static AccumulatorWidths Of(Interval sum, Interval prefix, Interval anyOrder, Adder adder) => new(
        Math.Max(sum.Bits, adder.ApproximateBits), Math.Max(prefix.Bits, adder.ApproximateBits), Math.Max(anyOrder.Bits, adder.ApproximateBits));
}
