namespace QMacVerify.Runtime.Arrays;

/// <summary>Elements of the types that models take and give, as one type, for reports.</summary>
internal static class ArrayNumbers
{
    /// <summary>Every element as a double, which holds each of the four types without rounding.</summary>
    /// <exception cref="ArrayFormatException">The type is none of int8, uint8, int32 and float32.</exception>
    public static double[] ToDoubles(this NpyArray array) => array.Type switch
    {
        ElementType.Int8 => Array.ConvertAll(array.Values<sbyte>().ToArray(), value => (double)value),
        ElementType.UInt8 => Array.ConvertAll(array.Values<byte>().ToArray(), value => (double)value),
        ElementType.Int32 => Array.ConvertAll(array.Values<int>().ToArray(), value => (double)value),
        ElementType.Float32 => Array.ConvertAll(array.Values<float>().ToArray(), value => (double)value),
        _ => throw new ArrayFormatException($"{array.Source} is {array}, expected int8, uint8, int32 or float32."),
    };
}
