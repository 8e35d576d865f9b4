using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Tests;

/// <summary>Compares arrays.</summary>
internal static class NpyAssert
{
    /// <summary>Bit for bit: the sign of a float zero counts.</summary>
    public static void Equal(NpyArray expected, NpyArray actual, string what)
    {
        ReadOnlySpan<byte> a = expected.Data;
        ReadOnlySpan<byte> b = actual.Data;
        Assert.True(expected.Type == actual.Type && a.Length == b.Length, $"{what}: {expected} expected, found {actual}");
        int element = a.CommonPrefixLength(b) / expected.Type.Size();
        Assert.True(
            a.SequenceEqual(b),
            $"{what}: element {element} is {(a.SequenceEqual(b) ? 0 : actual.ToDoubles()[element])}, expected {(a.SequenceEqual(b) ? 0 : expected.ToDoubles()[element])}");
    }
}
