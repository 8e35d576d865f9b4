using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Divergence;

/// <summary>The elements of a dumped tensor as numbers that can be compared whatever their type.</summary>
internal static class DumpedValues
{
    /// <summary>How far a dequantized number may be from its code.</summary>
    private const double MaxCodeError = 0.01;

    /// <summary>The elements, exactly: every type of at most 32 bits fits a double.</summary>
    /// <exception cref="InputException">The array has another type.</exception>
    public static double[] Of(NpyArray array) => array.Type switch
    {
        Runtime.ElementType.Int8 => Array.ConvertAll(array.Values<sbyte>().ToArray(), value => (double)value),
        Runtime.ElementType.UInt8 => Array.ConvertAll(array.Values<byte>().ToArray(), value => (double)value),
        Runtime.ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), value => (double)value),
        Runtime.ElementType.Int32 => Array.ConvertAll(array.Values<int>().ToArray(), value => (double)value),
        Runtime.ElementType.Float32 => Array.ConvertAll(array.Values<float>().ToArray(), value => (double)value),
        _ => throw new InputException($"{array.Source} is {array}; a dump holds int8, uint8, int16, int32 or float32"),
    };

    /// <summary>The elements of another's dump in the terms of ours: real numbers become codes where ours are codes.</summary>
    /// <param name="reference">The other's array.</param>
    /// <param name="ours">The same tensor as we have it.</param>
    /// <param name="tensor">Its quantization.</param>
    /// <exception cref="InputException">Real numbers are no multiples of the scale.</exception>
    public static double[] Like(NpyArray reference, NpyArray ours, TensorInfo tensor)
    {
        double[] values = Of(reference);
        if (reference.Type != Runtime.ElementType.Float32 || ours.Type == Runtime.ElementType.Float32 || tensor.Quantization is null)
        {
            return values;
        }

        double scale = BitConverter.UInt32BitsToSingle(tensor.ScaleBits);
        return Array.ConvertAll(values, real =>
        {
            double code = Math.Round(real / scale);
            return Math.Abs((real / scale) - code) <= MaxCodeError
                ? code + tensor.ModelZeroPoint
                : throw new InputException($"{reference.Source} holds {real}, which is no multiple of the scale {scale} of {tensor.Key}: dump codes, not floating point");
        });
    }
}
