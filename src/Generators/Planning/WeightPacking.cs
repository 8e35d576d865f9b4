namespace QMacVerify.Generators.Planning;

/// <summary>Weights in the order in which a vector kernel reads them.</summary>
internal static class WeightPacking
{
    /// <summary>Blocks of channels, planes, groups of taps, channels of the block, the taps of a group.</summary>
    /// <param name="kernel">Its blocks and their channels.</param>
    /// <param name="taps">Taps in whole groups; -1 for what is missing from one.</param>
    /// <param name="planes">How often the taps are gone through.</param>
    /// <param name="group">Taps that a lane of 32 bits holds: 2 or 4.</param>
    /// <param name="weight">What plane, output channel and tap are multiplied by.</param>
    public static int[] Pack(VectorKernel kernel, IReadOnlyList<int> taps, int planes, int group, Func<int, int, int, int> weight)
    {
        List<int> packed = new(kernel.Groups * kernel.BlocksPerGroup * planes * taps.Count * kernel.Block.Channels);
        foreach (int firstChannel in kernel.BlockStarts())
        {
            for (int plane = 0; plane < planes; plane++)
            {
                AddBlock(packed, kernel, firstChannel, taps, group, (channel, tap) => weight(plane, channel, tap));
            }
        }

        return [.. packed];
    }

    /// <summary>Those of one block: groups of taps, channels of the block, the taps of a group.</summary>
    /// <param name="packed">Where to.</param>
    /// <param name="kernel">Its channels.</param>
    /// <param name="firstChannel">The first channel of the block.</param>
    /// <param name="taps">As above.</param>
    /// <param name="group">As above.</param>
    /// <param name="weight">What output channel and tap are multiplied by.</param>
    public static void AddBlock(List<int> packed, VectorKernel kernel, int firstChannel, IReadOnlyList<int> taps, int group, Func<int, int, int> weight)
    {
        for (int first = 0; first < taps.Count; first += group)
        {
            for (int channel = 0; channel < kernel.Block.Channels; channel++)
            {
                for (int tap = first; tap < first + group; tap++)
                {
                    packed.Add(taps[tap] < 0 || channel >= kernel.StoredChannels ? 0 : weight(firstChannel + channel, taps[tap]));
                }
            }
        }
    }
}
