using System.Runtime.Intrinsics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>The fast forms against the definitions, around every accumulator at which the code changes.</summary>
public sealed class RequantizerTests
{
    private const int Trials = 300;

    [Theory]
    [InlineData(RequantizationKind.TfliteDouble, RequantizerForm.HighHalfUp)]
    [InlineData(RequantizationKind.TfliteDouble, RequantizerForm.HighBySign)]
    [InlineData(RequantizationKind.TfliteSingle, RequantizerForm.HighHalfUp)]
    [InlineData(RequantizationKind.OnnxFloat, RequantizerForm.Real)]
    public void Codes_AroundEveryBreakPoint_AreThoseOfTheDefinition(RequantizationKind kind, RequantizerForm form)
    {
        int tried = 0;
        for (int seed = 0; seed < Trials; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            int zeroPoint = random.NextBelow(256) - 128;
            int lower = form == RequantizerForm.HighHalfUp && kind == RequantizationKind.TfliteDouble ? zeroPoint : -128 + (random.NextBelow(2) * random.NextBelow(100));
            ClampRange clamp = new(lower, Math.Max(lower, 127 - (random.NextBelow(2) * random.NextBelow(100))));
            QuantizedMultiplier multiplier = new(
                seed % 9 == 0 ? 0 : seed % 7 == 0 ? 1 << 30 : seed % 5 == 0 ? int.MaxValue : (1 << 30) + random.NextBelow(1 << 30),
                random.NextBelow(31) - (kind == RequantizationKind.TfliteSingle ? 28 : 29) - (seed % 3));
            float factor = MathF.ScaleB(1 + (random.NextBelow(1 << 23) / (float)(1 << 23)), -random.NextBelow(24));
            ChannelRequantization requantization = kind == RequantizationKind.OnnxFloat
                ? ChannelRequantization.OnnxFloat(EquatableArray.Of(BitConverter.SingleToUInt32Bits(factor)), clamp)
                : new ChannelRequantization(kind, EquatableArray.Of(multiplier), clamp);
            Interval bound = new(-(1L << (8 + random.NextBelow(24))) + seed, (1L << (8 + random.NextBelow(24))) - 1 - seed);
            Requantizer requantizer = Requantizer.Of(requantization, zeroPoint, bound);
            if (requantizer.Form != form)
            {
                continue;
            }

            tried++;
            sbyte Defined(int acc) => kind switch
            {
                RequantizationKind.TfliteDouble => FixedPoint.Requantize(acc, multiplier.Multiplier, multiplier.Shift, zeroPoint, clamp.Lower, clamp.Upper),
                RequantizationKind.TfliteSingle => FixedPoint.RequantizeSingle(acc, multiplier.Multiplier, multiplier.Shift, zeroPoint, clamp.Lower, clamp.Upper),
                _ => FixedPoint.RequantizeFloat(acc, factor, zeroPoint, clamp.Lower, clamp.Upper),
            };
            int[] accumulators = [.. Interesting(Defined, (int)bound.Lower, (int)bound.Upper, random)];
            for (int i = 0; i < accumulators.Length; i++)
            {
                // Each accumulator in another lane, so that all lanes are looked at.
                int lane = i % 16;
                Vector256<int> acc = Vector256<int>.Zero.WithElement(lane % 8, accumulators[i]);
                Vector256<int> scaled = Scale(requantizer, acc, multiplier, factor);
                sbyte code = (lane < 8
                    ? VectorRequantize.Codes(scaled, default, zeroPoint, clamp.Lower, clamp.Upper)
                    : VectorRequantize.Codes(default, scaled, zeroPoint, clamp.Lower, clamp.Upper))[lane];
                Assert.True(
                    Defined(accumulators[i]) == code, $"seed {seed}: {accumulators[i]} with {multiplier}, {factor}, zero point {zeroPoint}, {clamp}: {code} instead of {Defined(accumulators[i])}");
            }
        }

        Assert.True(tried >= 30, $"only {tried} cases have this form");
    }

    [Theory]
    [InlineData(RequantizationKind.TfliteDouble, 0, 1000)]
    [InlineData(RequantizationKind.TfliteDouble, -30, 1000)]
    [InlineData(RequantizationKind.TfliteDouble, -5, 1 << 29)]
    [InlineData(RequantizationKind.TfliteSingle, 8, 1 << 21)]
    [InlineData(RequantizationKind.TfliteSingle, -5, 1L << 32, RequantizerForm.HighHalfUp)]
    [InlineData(RequantizationKind.TfliteDouble, -5, (1 << 29) - 1, RequantizerForm.HighBySign)]
    public void Of_WhereAFormDoesNotHold_TakesTheDefinition(RequantizationKind kind, int shift, long bound, RequantizerForm expected = RequantizerForm.Defined)
    {
        ChannelRequantization requantization = new(kind, EquatableArray.Of(new QuantizedMultiplier(1 << 30, -4), new QuantizedMultiplier(1 << 30, shift)), ClampRange.Full);

        Assert.Equal(expected, Requantizer.Of(requantization, zeroPoint: 0, new Interval(-bound, bound)).Form);
    }

    [Theory]
    [InlineData(0.5f, (1 << 30) - 1, RequantizerForm.Real)]
    [InlineData(1f, 1 << 30, RequantizerForm.Defined)]
    [InlineData(1e-30f, 1L << 40, RequantizerForm.Real)]
    [InlineData(3e38f, 1, RequantizerForm.Defined)]
    public void Of_Float_NeedsProductsOfInt32(float factor, long bound, RequantizerForm expected) => Assert.Equal(expected, Requantizer.Of(
        ChannelRequantization.OnnxFloat(EquatableArray.Of(BitConverter.SingleToUInt32Bits(factor)), ClampRange.Full), zeroPoint: 0, new Interval(-bound, bound)).Form);

    /// <summary>What the emitted code does.</summary>
    private static Vector256<int> Scale(Requantizer requantizer, Vector256<int> acc, QuantizedMultiplier multiplier, float factor)
    {
        Vector256<int> multipliers = Vector256.Create(multiplier.Multiplier);
        Vector256<int> odd = VectorRequantize.OddLanes(multipliers);
        Vector256<int> right = Vector256.Create(requantizer.LeftShift - 1 - multiplier.Shift);
        Vector256<int> half = VectorRequantize.Half(right) + Vector256.Create(requantizer.Extra);
        return requantizer.Form switch
        {
            RequantizerForm.HighHalfUp => VectorRequantize.HighHalfUp(acc, requantizer.LeftShift, multipliers, odd, half, right),
            RequantizerForm.HighBySign => VectorRequantize.HighBySign(acc, requantizer.LeftShift, multipliers, odd, half, right),
            _ => VectorRequantize.Real(acc, Vector256.Create(factor)),
        };
    }

    /// <summary>Both ends, numbers about 0, some at random, and those about each place where the code changes.</summary>
    private static IEnumerable<int> Interesting(Func<int, sbyte> code, int least, int greatest, SplitMix64 random)
    {
        List<long> accumulators = [least, greatest];
        for (int i = 0; i < 200; i++)
        {
            accumulators.Add(i - 100);
            accumulators.Add(least + (long)(random.NextUInt64() % (ulong)((long)greatest - least + 1)));
        }

        for (int next = code(least) + 1; next <= code(greatest); next++)
        {
            long below = least;
            long above = greatest;
            while (above - below > 1)
            {
                long middle = (below + above) / 2;
                (below, above) = code((int)middle) < next ? (middle, above) : (below, middle);
            }

            accumulators.AddRange([below - 1, below, above, above + 1]);
        }

        return accumulators.Where(acc => acc >= least && acc <= greatest).Select(acc => (int)acc);
    }
}
