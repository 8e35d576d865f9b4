using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Sound bounds beside what was found and seen inside them: where they are far apart a tighter method would pay, or a better search.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Region">Kind of the region.</param>
/// <param name="Searched">Inputs of the search, 0 for none.</param>
/// <param name="Observed">Samples, 0 for none.</param>
/// <param name="Layers">In execution order.</param>
internal sealed record TightnessReport(string Model, string Region, int Searched, int Observed, IReadOnlyList<TightnessOfLayer> Layers)
{
    /// <summary>Compares accumulators, layer by layer.</summary>
    /// <param name="sound">The bounds.</param>
    /// <param name="searched">What a search found; null without one.</param>
    /// <param name="observed">What samples showed; null without any.</param>
    public static TightnessReport Of(ConstraintsResult sound, ConstraintsResult? searched, ConstraintsResult? observed) => new(
        sound.ModelName, sound.Region.Kind, searched?.Observation!.Samples ?? 0, observed?.Observation!.Samples ?? 0,
        [.. sound.Layers.Select((layer, i) => new TightnessOfLayer(layer.Node.Name, layer.Acc, searched?.Layers[i].Acc, observed?.Layers[i].Acc))]);

    public string ToText()
    {
        TextTable table = new("layer", ">sound", ">searched", ">observed", ">sound over seen");
        foreach (TightnessOfLayer layer in Layers)
        {
            table.Add(layer.Name, layer.Sound.ToString(), layer.Searched?.ToString() ?? "-", layer.Observed?.ToString() ?? "-", layer.QuotientText);
        }

        return Invariant($"Final accumulators of {Model}, region {Region}: sound bounds, {Searched} searched inputs, {Observed} samples.\n\n") + table;
    }
}

/// <summary>The final accumulators of one layer.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Sound">What they can be.</param>
/// <param name="Searched">What a search found.</param>
/// <param name="Observed">What samples showed.</param>
internal sealed record TightnessOfLayer(string Name, Interval Sound, Interval? Searched, Interval? Observed)
{
    /// <summary>Width of the sound bounds over that of all that was seen; null where that is one number alone.</summary>
    public double? Quotient
    {
        get
        {
            Interval seen = (Searched ?? Interval.Empty).Hull(Observed ?? Interval.Empty);
            return seen.Upper > seen.Lower ? (double)(Sound.Upper - Sound.Lower) / (seen.Upper - seen.Lower) : null;
        }
    }

    public string QuotientText => Quotient is double quotient ? Invariant($"{quotient:0.00}") : "-";
}
