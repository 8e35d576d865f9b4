using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Running;

/// <summary>Arrays of the user to samples of a model: types and shapes checked, real numbers quantized when asked.</summary>
public static class InputReader
{
    /// <summary>Reads samples from <c>.npy</c> files, one per input, or from one <c>.npz</c> with <c>input_0…</c>.</summary>
    /// <param name="inputs">The model's inputs.</param>
    /// <param name="files">Paths.</param>
    /// <param name="quantize">Whether float32 and uint8 arrays are to be quantized.</param>
    /// <param name="limit">At most so many samples.</param>
    /// <exception cref="InputException">An array does not fit the model.</exception>
    /// <exception cref="ArrayFormatException">A file is not what its name says.</exception>
    public static SampleBatch Read(
        IReadOnlyList<TensorDescription> inputs, IReadOnlyList<string> files, bool quantize, int limit = int.MaxValue)
    {
        if (files.Count != 1 || !files[0].EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            return Read(inputs, [.. files.Select(NpyFormat.ReadFile)], quantize, limit);
        }

        NpzArchive archive = NpzArchive.ReadFile(files[0]);
        return Read(
            inputs,
            [.. inputs.Select((_, i) => archive.Contains($"input_{i}")
                ? archive[$"input_{i}"]
                : throw new InputException($"{files[0]} has no input_{i}, but the model has {inputs.Count} inputs."))],
            quantize,
            limit);
    }

    /// <summary>The same for arrays that were read already.</summary>
    public static SampleBatch Read(
        IReadOnlyList<TensorDescription> inputs, IReadOnlyList<NpyArray> arrays, bool quantize, int limit = int.MaxValue)
    {
        if (arrays.Count != inputs.Count)
        {
            throw new InputException(
                $"{arrays.Count} input arrays are given, but the model has {inputs.Count} inputs; give --input once for each.");
        }

        int? count = null;
        List<NpyArray> batches = [];
        for (int i = 0; i < arrays.Count; i++)
        {
            TensorDescription input = inputs[i];
            int samples = SampleShape.CountSamples(arrays[i].Shape, input.Shape)
                ?? throw new InputException(
                    $"{arrays[i].Source} is {arrays[i]}, but input {i} of the model is {input}: expected one sample, or samples along a first axis.");
            if (count is int others && others != samples)
            {
                throw new InputException($"{arrays[i].Source} has {samples} samples, but the input before it has {others}.");
            }

            count = samples;
            int used = Math.Min(samples, limit);
            sbyte[] codes = Codes(input, arrays[i], quantize, used * input.ElementCount);
            batches.Add(NpyArray.Create<sbyte>(SampleShape.Batch(input.Shape, used), codes));
        }

        return new SampleBatch(Math.Min(count ?? 0, limit), batches);
    }

    /// <summary>A real number to its code: round half away from zero, then clamp (TensorFlow Lite's QUANTIZE).</summary>
    public static sbyte Quantize(float real, float scale, int zeroPoint)
    {
        float scaled = MathF.Round(real / scale, MidpointRounding.AwayFromZero);
        return (sbyte)Math.Clamp(scaled + (double)zeroPoint, sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>The first <paramref name="length"/> elements as codes of the input.</summary>
    private static sbyte[] Codes(TensorDescription input, NpyArray array, bool quantize, int length)
    {
        switch (array.Type)
        {
            case ElementType.Int8:
                return array.Values<sbyte>()[..length].ToArray();
            case ElementType.Float32 when quantize:
                ReadOnlySpan<float> reals = array.Values<float>();
                sbyte[] codes = new sbyte[length];
                for (int i = 0; i < length; i++)
                {
                    codes[i] = float.IsNaN(reals[i])
                        ? throw new InputException($"{array.Source} has a NaN at element {i}.")
                        : Quantize(reals[i], input.Scale, input.ZeroPoint);
                }

                return codes;
            case ElementType.UInt8 when quantize:
                // Pixels: the codes of an image model are pixel - 128.
                return Array.ConvertAll(array.Values<byte>()[..length].ToArray(), pixel => unchecked((sbyte)(pixel ^ 0x80)));
            case ElementType.Float32 or ElementType.UInt8:
                throw new InputException($"{array.Source} is {array}, but the input is int8; give --quantize to quantize it.");
            default:
                throw new InputException($"{array.Source} is {array}, expected int8, or float32 or uint8 with --quantize.");
        }
    }
}

/// <summary>An input that does not fit the model; the message says what was found and what to do.</summary>
public sealed class InputException(string message) : Exception(message);
