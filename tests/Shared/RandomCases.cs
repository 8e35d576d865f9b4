namespace QMacVerify.Tests.Shared;

/// <summary>How many cases the long sweeps over random networks make: all with <c>./test --all</c>, the first third otherwise.</summary>
public static class RandomCases
{
    private static readonly bool AreWhole = Environment.GetEnvironmentVariable("QMAC_ALL_CASES") == "1";

    /// <summary>How many of so many.</summary>
    public static int Of(int all) => AreWhole ? all : (all + 2) / 3;
}
