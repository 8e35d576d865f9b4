using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tuning;

/// <summary>Accumulators of a layer for some samples, with weights that change from call to call: those of <c>Runtime/Reference</c>.</summary>
/// <remarks>
/// A kernel of the compiler has weights baked in and takes a build for each choice of them. Here every tap has rows: for an activation
/// that occurs, the products of all output channels beside each other, read from the circuit's table, so that a look-up and a few
/// additions of vectors serve a position. Elements come in another order than in the definition, in which every adder here gives the
/// same sum (<see cref="Adder"/>).
/// </remarks>
internal static class LayerSums
{
    /// <summary>Taps whose rows are in use together: they fit the cache.</summary>
    private const int MostTaps = 8;

    /// <summary>Computes the accumulators.</summary>
    /// <param name="table">The layer and its circuit.</param>
    /// <param name="weights">In the order of the geometry.</param>
    /// <param name="bias">Of each channel; empty is zero.</param>
    /// <param name="inputs">Codes of each sample.</param>
    /// <returns>For each sample, channels last.</returns>
    public static int[][] Of(LayerTable table, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> bias, IReadOnlyList<sbyte[]> inputs)
    {
        MacGeometry geometry = table.Geometry;
        int[][] sums = [.. inputs.Select(_ => new int[geometry.Positions * geometry.OutChannels])];
        Start(table, weights, bias, sums);
        int channels = geometry.GroupOutChannels;
        int[] rows = new int[MostTaps * LayerTable.Codes * channels];
        bool[] isMade = new bool[MostTaps * LayerTable.Codes];
        for (int group = 0; group < geometry.Groups; group++)
        {
            for (int element = 0; element < geometry.Window.Elements; element++)
            {
                for (int first = 0; first < geometry.GroupInChannels; first += MostTaps)
                {
                    int taps = Math.Min(MostTaps, geometry.GroupInChannels - first);
                    Array.Clear(isMade);
                    for (int sample = 0; sample < sums.Length; sample++)
                    {
                        AddTaps(table, weights, inputs[sample], sums[sample], group, element, first, taps, rows, isMade);
                    }
                }
            }
        }

        if (table.HasWeightZeroPoints)
        {
            for (int sample = 0; sample < sums.Length; sample++)
            {
                CorrectWeights(table, inputs[sample], sums[sample]);
            }
        }

        return sums;
    }

    /// <summary>Begins with the bias and the corrections of zero points that no activation changes.</summary>
    private static void Start(LayerTable table, ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> bias, int[][] sums)
    {
        MacGeometry geometry = table.Geometry;
        int outChannels = geometry.OutChannels;
        int[] starts = new int[geometry.Positions * outChannels];
        for (int channel = 0; channel < outChannels; channel++)
        {
            for (int element = 0; element < geometry.Window.Elements; element++)
            {
                int sum = 0;
                for (int tap = element * geometry.GroupInChannels; tap < (element + 1) * geometry.GroupInChannels; tap++)
                {
                    sum += table.WeightZeroPointOf(channel) - weights[geometry.WeightIndex(channel, tap)];
                }

                ReadOnlySpan<int> pixels = table.PixelsUnder(element);
                for (int position = 0; position < pixels.Length; position++)
                {
                    if (pixels[position] != WindowGeometry.Absent || !table.SkipsPadding)
                    {
                        starts[(position * outChannels) + channel] += table.CorrectedZeroPoint * sum;
                    }
                }
            }

            for (int index = channel; index < starts.Length && !bias.IsEmpty; index += outChannels)
            {
                starts[index] += bias[channel];
            }
        }

        foreach (int[] sum in sums)
        {
            starts.CopyTo(sum, 0);
        }
    }

    private static void AddTaps(
        LayerTable table, ReadOnlySpan<sbyte> weights, sbyte[] input, int[] sums, int group, int element, int first, int taps, int[] rows, bool[] isMade)
    {
        MacGeometry geometry = table.Geometry;
        int channels = geometry.GroupOutChannels;
        int inChannel = (group * geometry.GroupInChannels) + first;
        int tap = (element * geometry.GroupInChannels) + first;
        ReadOnlySpan<int> pixels = table.PixelsUnder(element);
        for (int position = 0; position < pixels.Length; position++)
        {
            int pixel = pixels[position];
            if (pixel == WindowGeometry.Absent && table.SkipsPadding)
            {
                continue;
            }

            Span<int> acc = sums.AsSpan((position * geometry.OutChannels) + (group * channels), channels);
            for (int i = 0; i < taps; i++)
            {
                int code = (pixel == WindowGeometry.Absent ? table.InputZeroPoint : input[(pixel * geometry.Window.InChannels) + inChannel + i]) - sbyte.MinValue;
                int number = (i * LayerTable.Codes) + code;
                Span<int> row = rows.AsSpan(number * channels, channels);
                if (!isMade[number])
                {
                    isMade[number] = true;
                    ReadOnlySpan<int> products = table.Products.AsSpan(code * LayerTable.Codes, LayerTable.Codes);
                    for (int channel = 0; channel < channels; channel++)
                    {
                        row[channel] = products[weights[geometry.WeightIndex((group * channels) + channel, tap + i)] - sbyte.MinValue];
                    }
                }

                Add(table.Adder, acc, row);
            }
        }
    }

    private static void Add(Adder adder, Span<int> acc, ReadOnlySpan<int> row)
    {
        int i = 0;
        if (adder is not ExactAdder)
        {
            for (; i < acc.Length; i++)
            {
                acc[i] = adder.Apply(acc[i], row[i]);
            }

            return;
        }

        ref int target = ref MemoryMarshal.GetReference(acc);
        ref int source = ref MemoryMarshal.GetReference(row);
        for (; i <= acc.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            (Vector256.LoadUnsafe(ref target, (nuint)i) + Vector256.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
        }

        for (; i < acc.Length; i++)
        {
            acc[i] += row[i];
        }
    }

    /// <summary>Takes the share of weight zero points away, exactly: <c>zw * sum of activations</c>.</summary>
    private static void CorrectWeights(LayerTable table, sbyte[] input, int[] sums)
    {
        MacGeometry geometry = table.Geometry;
        for (int element = 0; element < geometry.Window.Elements; element++)
        {
            ReadOnlySpan<int> pixels = table.PixelsUnder(element);
            for (int position = 0; position < pixels.Length; position++)
            {
                if (pixels[position] == WindowGeometry.Absent && table.SkipsPadding)
                {
                    continue;
                }

                for (int channel = 0; channel < geometry.OutChannels; channel++)
                {
                    int activations = 0;
                    for (int i = 0; i < geometry.GroupInChannels; i++)
                    {
                        activations += (pixels[position] == WindowGeometry.Absent
                            ? table.InputZeroPoint
                            : input[(pixels[position] * geometry.Window.InChannels) + geometry.FirstInChannel(channel) + i]) - table.Centre;
                    }

                    sums[(position * geometry.OutChannels) + channel] -= table.WeightZeroPointOf(channel) * activations;
                }
            }
        }
    }
}
