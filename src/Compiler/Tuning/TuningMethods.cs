namespace QMacVerify.Compiler.Tuning;

/// <summary>How a layer is fitted to its circuit without training; what is chosen is done in this order.</summary>
[Flags]
internal enum TuningMethods
{
    None = 0,

    /// <summary>Each weight becomes the one whose products fit best the exact products of the old one.</summary>
    Weights = 1,

    /// <summary>The weights of a channel are fitted together.</summary>
    Joint = 2,

    /// <summary>The factor of each channel's requantization is fitted.</summary>
    Refit = 4,

    /// <summary>The bias takes each channel's mean error away.</summary>
    Centre = 8,
}

/// <summary>The names of methods on the command line.</summary>
internal static class TuningMethodNames
{
    /// <summary>What is done where nobody says.</summary>
    public const string Usual = "centre,weights,refit";

    private static readonly (string Name, TuningMethods Method)[] All =
        [("centre", TuningMethods.Centre), ("weights", TuningMethods.Weights), ("joint", TuningMethods.Joint), ("refit", TuningMethods.Refit)];

    /// <summary>For help and messages.</summary>
    public static string Expected => string.Join(", ", All.Select(entry => entry.Name));

    /// <summary>Methods from names with commas between; null where one is none, or comes twice.</summary>
    public static TuningMethods? Parse(string text)
    {
        TuningMethods methods = TuningMethods.None;
        foreach (string name in text.Split(','))
        {
            TuningMethods method = All.FirstOrDefault(entry => entry.Name == name).Method;
            if (method == TuningMethods.None || methods.HasFlag(method))
            {
                return null;
            }

            methods |= method;
        }

        return methods;
    }

    /// <summary>The names, in the order in which the methods work.</summary>
    public static IEnumerable<string> NamesOf(TuningMethods methods) =>
        All.Where(entry => methods.HasFlag(entry.Method)).OrderBy(entry => entry.Method).Select(entry => entry.Name);
}
