namespace QMacVerify.Compiler.Demo;

/// <summary>The random numbers of the demo: SplitMix64 (Steele, Lea, Flood 2014) and what digits need on top of it.</summary>
internal sealed class DemoRandom(ulong seed)
{
    private ulong state = seed;

    public ulong NextUInt64()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [lower, upper), 53 random bits.</summary>
    public double Uniform(double lower, double upper) =>
        lower + ((upper - lower) * ((NextUInt64() >> 11) * (1.0 / (1UL << 53))));

    /// <summary>Uniform in 0 to count - 1; the bias of the remainder is below count / 2^64.</summary>
    public int Below(int count) => (int)(NextUInt64() % (ulong)count);
}
