namespace QMacVerify.Generators.Planning;

/// <summary>How a layer's kernel is written.</summary>
public enum KernelStrategy
{
    /// <summary>A plain loop nest with the operators baked in.</summary>
    Loops,

    /// <summary>Every product of an output element written out with its weight as a literal.</summary>
    Unrolled,
}

/// <summary>Names of strategies on the command line and in reports.</summary>
public static class KernelStrategies
{
    private static readonly string[] Names = ["loops", "unrolled"];

    public static string Name(this KernelStrategy strategy) => Names[(int)strategy];

    public static KernelStrategy? Parse(string name)
    {
        int index = Array.IndexOf(Names, name);
        return index < 0 ? null : (KernelStrategy)index;
    }

    public static string Expected => string.Join(" or ", Names);
}
