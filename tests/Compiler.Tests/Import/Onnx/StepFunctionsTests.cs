using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Step functions against the functions themselves, at every accumulator of a wide range.</summary>
public class StepFunctionsTests
{
    private const int Functions = 120;
    private const int Range = 1 << 15;

    [Fact]
    public void Of_RandomChains_AreTheFunctions()
    {
        for (int seed = 0; seed < Functions; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            Func<float, float> function = Chain(random);
            OnnxTarget target = new("y", new([(1 + random.NextBelow(50)) / 500f], [random.NextSByte()], random.NextBelow(2) == 0), random.NextBelow(3) == 0 ? new(-100, 90) : ClampRange.Full);
            float factor = (1 + random.NextBelow(100)) / 4e5f;
            float offset = (random.NextBelow(200) - 100) / 50f;
            (float[] breaks, sbyte[] codes) = StepFunctions.Of(function, target, 2147483648f * factor, null!);
            for (int acc = -Range; acc <= Range; acc++)
            {
                float product = acc * factor;
                float real = product + offset;
                int expected = Math.Clamp((int)target.Quantization.Quantize(function(real)), target.Clamp.Lower, target.Clamp.Upper);
                if (codes[RealArithmetic.StepOf(breaks, acc, factor, offset)] != expected)
                {
                    Assert.Fail($"seed {seed}: {real:R} has code {codes[RealArithmetic.StepOf(breaks, acc, factor, offset)]}, expected {expected}");
                }
            }
        }
    }

    private static Func<float, float> Chain(SplitMix64 random)
    {
        Func<float, float> chain = value => value;
        for (int steps = 1 + random.NextBelow(4); steps > 0; steps--)
        {
            Func<float, float> before = chain;
            float constant = (random.NextBelow(400) - 200) / 57f;
            chain = random.NextBelow(9) switch
            {
                0 => value => before(value) + constant,
                1 => value => before(value) * constant,
                2 => value => MathF.Abs(before(value)),
                3 => value => before(value) is >= 0 and var real ? real : 0.1f * before(value),
                4 => value => before(value) * (1 / (1 + MathF.Exp(-before(value)))),
                5 => value => MathF.Tanh(before(value)),
                6 => value => before(value) * Math.Max(Math.Min((before(value) / 6) + 0.5f, 1), 0),
                7 => value => Math.Min(Math.Max(before(value), -Math.Abs(constant)), 6),
                _ => value => before(value) * before(value),
            };
        }

        return chain;
    }
}
