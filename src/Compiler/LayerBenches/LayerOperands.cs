using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.LayerBenches;

/// <summary>What reaches one accumulator of a layer, in the order of its products.</summary>
/// <param name="Start">Bias with the zero point correction: acc_0 of SEMANTICS section 2.</param>
/// <param name="Activations">Raw codes, padding included unless the layer skips it.</param>
/// <param name="Weights">As many.</param>
internal sealed record LayerOperands(int Start, sbyte[] Activations, sbyte[] Weights)
{
    /// <summary>Gathers them.</summary>
    /// <param name="facts">The layer.</param>
    /// <param name="position">Number of the output pixel.</param>
    /// <param name="channel">Output channel.</param>
    /// <param name="input">Activations of the layer, channels last.</param>
    public static LayerOperands At(LayerFacts facts, int position, int channel, ReadOnlySpan<sbyte> input)
    {
        MacGeometry geometry = facts.Geometry;
        int[] pixels = new int[geometry.Window.Elements];
        geometry.Window.PixelsAt(position, pixels);
        ReadOnlySpan<sbyte> weightsOfChannel = facts.WeightsOf(channel);
        List<sbyte> activations = [];
        List<sbyte> weights = [];
        for (int tap = 0; tap < geometry.Taps; tap++)
        {
            int pixel = pixels[tap / geometry.GroupInChannels];
            bool isInside = pixel != WindowGeometry.Absent;
            if (isInside || !facts.SkipsPadding)
            {
                int inChannel = geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels);
                activations.Add(isInside ? input[(pixel * geometry.Window.InChannels) + inChannel] : (sbyte)facts.InputZeroPoint);
                weights.Add(weightsOfChannel[tap]);
            }
        }

        return new LayerOperands(unchecked((int)facts.StartOf(channel, pixels)), [.. activations], [.. weights]);
    }
}
