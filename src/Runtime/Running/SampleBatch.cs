using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Running;

/// <summary>Samples for every input of a model, in raw element bytes.</summary>
/// <param name="Count">Number of samples.</param>
/// <param name="Inputs">One array per input: samples first, then the input's own shape.</param>
public sealed record SampleBatch(int Count, IReadOnlyList<NpyArray> Inputs)
{
    /// <summary>Samples that the input holds: more than <see cref="Count"/> where a limit cut them.</summary>
    public int Available { get; init; } = Count;

    /// <summary>One sample of one input, or several that follow each other.</summary>
    public ReadOnlyMemory<byte> Sample(int input, int sample, int count = 1)
    {
        int bytes = Inputs[input].Data.Length / Count;
        return Inputs[input].DataMemory.Slice(sample * bytes, count * bytes);
    }

    /// <summary>One sample, of every input.</summary>
    public ReadOnlyMemory<byte>[] OfAllInputs(int sample) => [.. Inputs.Select((_, input) => Sample(input, sample))];

    /// <summary>Some samples that follow each other, as a batch of their own.</summary>
    /// <param name="first">Position of the first one.</param>
    /// <param name="count">How many.</param>
    public SampleBatch Part(int first, int count) => first == 0 && count == Count ? this : new(
        count, [.. Inputs.Select((input, i) => new NpyArray(input.Type, [count, .. input.Shape[1..]], Sample(i, first, count).ToArray(), input.Source))]);

    /// <summary>Where parts of at most so many samples begin, and how long they are.</summary>
    /// <param name="most">Samples of a part; 1 where less is given.</param>
    public IEnumerable<(int First, int Count)> Parts(long most)
    {
        int size = (int)Math.Clamp(most, 1, Math.Max(1, Count));
        for (int first = 0; first < Count; first += size)
        {
            yield return (first, Math.Min(size, Count - first));
        }
    }

    /// <summary>Some samples, as a batch of their own.</summary>
    /// <param name="chosen">Their positions.</param>
    public SampleBatch Of(IReadOnlyList<int> chosen) => new(
        chosen.Count, [.. Inputs.Select((input, i) => new NpyArray(input.Type, [chosen.Count, .. input.Shape[1..]], BytesOf(i, chosen), input.Source))]);

    /// <summary>Uniform codes from <see cref="SplitMix64"/>: sample after sample, input after input. For a float32 input <c>code / 128</c>.</summary>
    public static SampleBatch Random(IReadOnlyList<TensorDescription> inputs, int count, ulong seed)
    {
        SplitMix64 random = new(seed);
        List<sbyte[]> codes = [.. inputs.Select(input => new sbyte[checked(count * input.ElementCount)])];
        for (int sample = 0; sample < count; sample++)
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                random.FillInt8(codes[i].AsSpan(sample * inputs[i].ElementCount, inputs[i].ElementCount));
            }
        }

        return new SampleBatch(
            count,
            [.. inputs.Select((input, i) => FromCodes(input.Type, SampleShape.Batch(input.Shape, count), codes[i]))]);
    }

    private byte[] BytesOf(int input, IReadOnlyList<int> chosen)
    {
        int size = Inputs[input].Data.Length / Count;
        byte[] bytes = new byte[chosen.Count * size];
        for (int i = 0; i < chosen.Count; i++)
        {
            Sample(input, chosen[i]).CopyTo(bytes.AsMemory(i * size));
        }

        return bytes;
    }

    private static NpyArray FromCodes(ElementType type, int[] shape, sbyte[] codes) => type switch
    {
        ElementType.Float32 => NpyArray.Create<float>(shape, Array.ConvertAll(codes, code => code / 128f)),
        ElementType.UInt8 => NpyArray.Create<byte>(shape, Array.ConvertAll(codes, code => unchecked((byte)code))),
        _ => NpyArray.Create<sbyte>(shape, codes),
    };
}

/// <summary>How samples and the model's own shape make the shape of an array.</summary>
internal static class SampleShape
{
    /// <summary>Samples first; a leading 1 of the model's shape, its own batch axis, is replaced.</summary>
    public static int[] Batch(IReadOnlyList<int> shape, int samples) =>
        [samples, .. shape.Count > 0 && shape[0] == 1 ? shape.Skip(1) : shape];

    /// <summary>Number of samples in an array, or null when it does not hold whole samples. Axes of extent 1 do not matter.</summary>
    public static int? CountSamples(ReadOnlySpan<int> array, IReadOnlyList<int> shape)
    {
        int[] sample = Squeeze(shape);
        if (Squeeze(array.ToArray()).SequenceEqual(sample))
        {
            return 1;
        }

        return array.Length > 0 && array[0] > 0 && Squeeze(array[1..].ToArray()).SequenceEqual(sample) ? array[0] : null;
    }

    private static int[] Squeeze(IReadOnlyList<int> shape) => [.. shape.Where(extent => extent != 1)];
}
