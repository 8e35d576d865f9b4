using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Training;

/// <summary>Backwards through a layer of products: from the gradient of its accumulators to those of weights and activations.</summary>
/// <remarks>
/// Rows as in <see cref="LayerSums"/>, of slopes in place of products. A thread computes all that belongs to an input channel, in one
/// order, so that the sums do not depend on the number of threads. Vectors have a fixed width for the same reason.
/// </remarks>
/// <param name="table">The layer and its circuit.</param>
internal sealed class LayerGradient(LayerTable table)
{
    private readonly OperatorSlopes _slopes = new(table.Products);

    /// <summary>Adds the gradients.</summary>
    /// <param name="weights">In the order of the geometry.</param>
    /// <param name="inputs">Codes of each sample.</param>
    /// <param name="sums">Gradient of each sample's accumulators, channels last.</param>
    /// <param name="ofWeights">Gradient of the weights, in their order; added to.</param>
    /// <param name="ofInputs">Gradient of each sample's codes; added to. Null where nothing before the layer learns.</param>
    /// <param name="parallel">Threads.</param>
    public void Add(sbyte[] weights, sbyte[][] inputs, float[][] sums, float[] ofWeights, float[][]? ofInputs, ParallelOptions parallel) =>
        Parallel.For(
            0, table.Geometry.Window.InChannels, parallel,
            () => new Rows(table.Geometry.GroupOutChannels),
            (inChannel, _, rows) =>
            {
                for (int element = 0; element < table.Geometry.Window.Elements; element++)
                {
                    AddTap(rows, weights, inputs, sums, ofWeights, ofInputs, inChannel, element);
                }

                return rows;
            },
            _ => { });

    private void AddTap(Rows rows, sbyte[] weights, sbyte[][] inputs, float[][] sums, float[] ofWeights, float[][]? ofInputs, int inChannel, int element)
    {
        MacGeometry geometry = table.Geometry;
        int channels = geometry.GroupOutChannels;
        int group = inChannel / geometry.GroupInChannels;
        int firstChannel = group * channels;
        int tap = (element * geometry.GroupInChannels) + (inChannel % geometry.GroupInChannels);
        ReadOnlySpan<int> pixels = table.PixelsUnder(element);
        rows.Clear();
        for (int sample = 0; sample < inputs.Length; sample++)
        {
            for (int position = 0; position < pixels.Length; position++)
            {
                int pixel = pixels[position];
                if (pixel == WindowGeometry.Absent && table.SkipsPadding)
                {
                    continue;
                }

                int index = (pixel * geometry.Window.InChannels) + inChannel;
                int code = (pixel == WindowGeometry.Absent ? table.InputZeroPoint : inputs[sample][index]) - sbyte.MinValue;
                if (rows.IsMissing(code))
                {
                    Make(rows, code, weights, firstChannel, tap);
                }

                ReadOnlySpan<float> gradient = sums[sample].AsSpan((position * geometry.OutChannels) + firstChannel, channels);
                AddProducts(gradient, rows.ByWeight(code), rows.OfWeights);
                if (ofInputs is not null && pixel != WindowGeometry.Absent)
                {
                    ofInputs[sample][index] += Dot(gradient, rows.ByActivation(code));
                }
            }
        }

        for (int channel = 0; channel < channels; channel++)
        {
            ofWeights[geometry.WeightIndex(firstChannel + channel, tap)] += rows.OfWeights[channel];
        }
    }

    /// <summary>Slopes of a tap's share in the accumulator, <c>f(x, w) - zx * w - zw * x</c> and constants.</summary>
    private void Make(Rows rows, int code, sbyte[] weights, int firstChannel, int tap)
    {
        Span<float> byWeight = rows.ByWeight(code);
        Span<float> byActivation = rows.ByActivation(code);
        for (int channel = 0; channel < byWeight.Length; channel++)
        {
            int product = (code * LayerTable.Codes) + weights[table.Geometry.WeightIndex(firstChannel + channel, tap)] - sbyte.MinValue;
            byWeight[channel] = _slopes.ByWeight[product] - table.CorrectedZeroPoint;
            byActivation[channel] = _slopes.ByActivation[product] - table.WeightZeroPointOf(firstChannel + channel);
        }
    }

    private static void AddProducts(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sums)
    {
        ref float a = ref MemoryMarshal.GetReference(left);
        ref float b = ref MemoryMarshal.GetReference(right);
        ref float sum = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= left.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref sum, (nuint)i) + (Vector256.LoadUnsafe(ref a, (nuint)i) * Vector256.LoadUnsafe(ref b, (nuint)i))).StoreUnsafe(ref sum, (nuint)i);
        }

        for (; i < left.Length; i++)
        {
            sums[i] += left[i] * right[i];
        }
    }

    private static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref float a = ref MemoryMarshal.GetReference(left);
        ref float b = ref MemoryMarshal.GetReference(right);
        Vector256<float> lanes = Vector256<float>.Zero;
        int i = 0;
        for (; i <= left.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            lanes += Vector256.LoadUnsafe(ref a, (nuint)i) * Vector256.LoadUnsafe(ref b, (nuint)i);
        }

        // In one order on every machine.
        Vector128<float> half = lanes.GetLower() + lanes.GetUpper();
        float sum = (half[0] + half[1]) + (half[2] + half[3]);
        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>The slopes of one tap for each activation that occurs, in all output channels of its group.</summary>
    private sealed class Rows(int channels)
    {
        private readonly float[] _byWeight = new float[LayerTable.Codes * channels];
        private readonly float[] _byActivation = new float[LayerTable.Codes * channels];
        private readonly bool[] _isMade = new bool[LayerTable.Codes];

        /// <summary>Gradient of the tap's weights.</summary>
        public float[] OfWeights { get; } = new float[channels];

        public void Clear()
        {
            Array.Clear(_isMade);
            Array.Clear(OfWeights);
        }

        /// <summary>Whether the rows of a code have to be made, which the caller then does.</summary>
        public bool IsMissing(int code)
        {
            bool isMissing = !_isMade[code];
            _isMade[code] = true;
            return isMissing;
        }

        public Span<float> ByWeight(int code) => _byWeight.AsSpan(code * channels, channels);

        public Span<float> ByActivation(int code) => _byActivation.AsSpan(code * channels, channels);
    }
}
