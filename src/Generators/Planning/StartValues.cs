using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>What accumulators begin with in kernels that add otherwise than the circuit.</summary>
internal static class StartValues
{
    /// <summary>After the first addition of a truncated adder, which clears low bits of the start value once and for all.</summary>
    public static EquatableArray<int> WithoutLowBits(EquatableArray<int> start, int bits) =>
        start.Select(value => (value >> bits) << bits).ToEquatableArray();
}
