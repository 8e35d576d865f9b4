namespace QMacVerify.Runtime.Reference;

/// <summary>One result for all elements along some axes.</summary>
internal static class ReduceReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="shape">Of the input.</param>
    /// <param name="axes">Axes that are reduced.</param>
    /// <param name="input">Codes.</param>
    /// <param name="start">Value before the first element.</param>
    /// <param name="accumulate">Takes one element into the value.</param>
    /// <param name="finish">Turns the value into a code.</param>
    /// <param name="output">One code for each position along the other axes.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Run(
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> axes,
        ReadOnlySpan<sbyte> input,
        int start,
        Func<int, int, int> accumulate,
        Func<int, sbyte> finish,
        Span<sbyte> output)
    {
        int[] values = new int[output.Length];
        Accumulate(shape, axes, input, start, accumulate, values);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = finish(values[i]);
        }
    }

    /// <summary>Computes the value of every position along the other axes; parameters as for <see cref="Run"/>.</summary>
    public static void Accumulate(
        ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, ReadOnlySpan<sbyte> input, int start, Func<int, int, int> accumulate, Span<int> values)
    {
        Lengths.Expect(input.Length, Broadcast.Count(shape), nameof(input));
        values.Fill(start);
        for (int i = 0; i < input.Length; i++)
        {
            int position = OutputPosition(shape, axes, i);
            values[position] = accumulate(values[position], input[i]);
        }
    }

    /// <summary>The position of an element with the reduced axes left out.</summary>
    private static int OutputPosition(ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, int offset)
    {
        int position = 0;
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (!axes.Contains(axis))
            {
                position += offset % shape[axis] * stride;
                stride *= shape[axis];
            }

            offset /= shape[axis];
        }

        return position;
    }
}
