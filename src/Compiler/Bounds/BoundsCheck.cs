using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Bounds;

/// <summary>Whether what was seen of a layer lies inside the bounds that claim to hold it.</summary>
internal static class BoundsCheck
{
    /// <summary>Says what lies outside, or null: then all is inside.</summary>
    /// <param name="sound">Bounds of the layer for a region.</param>
    /// <param name="seen">What a run with an input of that region showed.</param>
    public static string? Outside(LayerBounds sound, LayerBounds seen)
    {
        for (int channel = 0; channel < sound.Channels.Count; channel++)
        {
            (ChannelBounds bounds, ChannelBounds run) = (sound.Channels[channel], seen.Channels[channel]);
            string? outside = Outside("accumulator", bounds.Acc, run.Acc)

                // Bounds of prefixes are those of sums that never wrap; the register holds them when they fit.
                ?? (Interval.Int32.Contains(bounds.Prefix) ? Outside("prefix", bounds.Prefix, run.Prefix) : null)
                ?? Outside("output", bounds.Output, run.Output);
            if (outside is not null)
            {
                return Invariant($"layer {Quote(sound.Node.Name)}, channel {channel}: {outside}");
            }
        }

        return null;
    }

    private static string? Outside(string what, Interval bounds, Interval seen) =>
        bounds.Contains(seen) ? null : $"{what} {seen} is not inside the sound bounds {bounds}";
}
