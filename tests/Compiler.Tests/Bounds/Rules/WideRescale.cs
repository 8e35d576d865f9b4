using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Bounds.Rules;

/// <summary>The TensorFlow Lite rescalings of SEMANTICS section 3 in wide numbers, which show where 32 bits wrap.</summary>
internal static class WideRescale
{
    /// <summary>Whether 32 bits do not hold the number, or what becomes of it on the way.</summary>
    public static bool Wraps(long x, RequantizationKind kind, QuantizedMultiplier by) => !Interval.Int32.Contains(x) || !Interval.Int32.Contains(
        kind == RequantizationKind.TfliteDouble ? x << Math.Max(by.Shift, 0) : Of(x, kind, by));

    /// <summary>Rounded once, halves up, with as many bits as it takes; rounded twice, what the runtime makes of a number that does not wrap.</summary>
    public static long Of(long x, RequantizationKind kind, QuantizedMultiplier by) => kind == RequantizationKind.TfliteDouble
        ? FixedPoint.MultiplyByQuantizedMultiplier((int)x, by.Multiplier, by.Shift)
        : (long)((((Int128)x * by.Multiplier) + (Int128.One << (30 - by.Shift))) >> (31 - by.Shift));
}
