using System.Runtime.InteropServices;
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
    internal static SampleBatch Read(
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
            batches.Add(Samples(input, arrays[i], quantize, SampleShape.Batch(input.Shape, used), used * input.ElementCount));
        }

        return new SampleBatch(Math.Min(count ?? 0, limit), batches) { Available = count ?? 0 };
    }

    /// <summary>The first <paramref name="length"/> elements in the type of the input.</summary>
    private static NpyArray Samples(TensorDescription input, NpyArray array, bool quantize, int[] shape, int length)
    {
        if (array.Type == input.Type)
        {
            if (array.Type == ElementType.Float32)
            {
                RequireNumbers(array, length);
            }

            return new NpyArray(array.Type, shape, array.Data[..(length * array.Type.Size())].ToArray());
        }

        string expected = input.Type == ElementType.Float32 ? "float32"
            : input.Type == ElementType.UInt8 ? "uint8, or float32 with --quantize"
            : "int8, or float32 or uint8 with --quantize";
        bool isQuantizable = input.Type != ElementType.Float32
            && (array.Type == ElementType.Float32 || (array.Type == ElementType.UInt8 && input.Type == ElementType.Int8));
        if (!isQuantizable)
        {
            throw new InputException($"{array.Source} is {array}, expected {expected}.");
        }

        if (!quantize)
        {
            throw new InputException($"{array.Source} is {array}, but the input is {input.Type.Name()}; give --quantize to quantize it.");
        }

        byte[] codes = new byte[length];
        if (array.Type == ElementType.UInt8)
        {
            // Pixels: the codes of an image model are pixel - 128.
            UnsignedCodes.ToSigned(array.Data[..length], MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan()));
            return new NpyArray(ElementType.Int8, shape, codes);
        }

        RequireNumbers(array, length);
        int offset = input.Type == ElementType.UInt8 ? 128 : 0;
        ReadOnlySpan<float> reals = array.Values<float>();
        for (int i = 0; i < length; i++)
        {
            codes[i] = unchecked((byte)(RealCodes.Quantize(reals[i], input.Scale, input.ZeroPoint - offset) + offset));
        }

        return new NpyArray(input.Type, shape, codes);
    }

    private static void RequireNumbers(NpyArray array, int length)
    {
        ReadOnlySpan<float> reals = array.Values<float>();
        for (int i = 0; i < length; i++)
        {
            if (float.IsNaN(reals[i]))
            {
                throw new InputException($"{array.Source} has a NaN at element {i}.");
            }
        }
    }
}
