using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Demo;

/// <summary>The random numbers of the demo: <see cref="SplitMix64"/> and what digits need on top of it.</summary>
internal sealed class DemoRandom(ulong seed)
{
    private readonly SplitMix64 _random = new(seed);

    public ulong NextUInt64() => _random.NextUInt64();

    /// <summary>Uniform in [lower, upper), 53 random bits.</summary>
    public double Uniform(double lower, double upper) =>
        lower + ((upper - lower) * ((NextUInt64() >> 11) * (1.0 / (1UL << 53))));

    /// <summary>Uniform in 0 to count - 1; the bias of the remainder is below count / 2^64.</summary>
    public int Below(int count) => (int)(NextUInt64() % (ulong)count);
}
