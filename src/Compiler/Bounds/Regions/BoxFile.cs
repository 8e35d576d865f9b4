using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Reference;
using static QMacVerify.Generators.Support.Text;
using ElementType = QMacVerify.Runtime.ElementType;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>Reads boxes of the user: codes of the model as integers, in any shape that broadcasts to the input's, so one for each channel or one for each element.</summary>
internal static class BoxFile
{
    /// <summary>Reads a <c>.npz</c> with <c>lower_0</c>, <c>upper_0</c>, … or, for a model of one input, a <c>.npy</c> whose first axis holds lower and upper codes.</summary>
    /// <exception cref="InputException">A box is empty, holds what is no code, or has another shape.</exception>
    /// <exception cref="ArrayFormatException">The file is not what its name says.</exception>
    public static BoxRegion Read(string file, QuantizedGraph graph)
    {
        string name = Quote(Path.GetFileName(file));
        if (!file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            NpyArray both = NpyFormat.ReadFile(file);
            return both.Shape.Length > 0 && both.Shape[0] == 2 && graph.Inputs.Count == 1
                ? new BoxRegion([BoxOf(graph.Tensor(graph.Inputs[0]), Half(both, 0, name), Half(both, 1, name), name)])
                : throw new InputException(graph.Inputs.Count == 1
                    ? $"{name} is {both}, expected a first axis of 2: lower codes, then upper codes"
                    : $"{name} is one array, but the model has {graph.Inputs.Count} inputs; give an .npz with lower_0, upper_0, lower_1, ...");
        }

        NpzArchive archive = NpzArchive.ReadFile(file);
        return new BoxRegion(
            [.. graph.Inputs.Select((input, i) => BoxOf(graph.Tensor(input), Array($"lower_{i}"), Array($"upper_{i}"), Invariant($"{name}, input {i}")))]);

        NpyArray Array(string key) => archive.Contains(key) ? archive[key] : throw new InputException($"{name} has no {key}");
    }

    private static NpyArray Half(NpyArray both, int half, string source)
    {
        int bytes = both.Data.Length / 2;
        return new NpyArray(both.Type, both.Shape[1..], both.Data.Slice(half * bytes, bytes).ToArray(), source);
    }

    private static Box BoxOf(TensorInfo input, NpyArray lower, NpyArray upper, string source)
    {
        sbyte[] lowerCodes = CodesOf(input, lower, source);
        sbyte[] upperCodes = CodesOf(input, upper, source);
        for (int i = 0; i < lowerCodes.Length; i++)
        {
            if (lowerCodes[i] > upperCodes[i])
            {
                throw new InputException(Invariant($"{source}: the lower code of element {i} is {lowerCodes[i]}, greater than the upper one, {upperCodes[i]}"));
            }
        }

        return new Box(lowerCodes, upperCodes);
    }

    /// <summary>The codes of every element; those of a model of uint8 less 128, as everywhere inside.</summary>
    private static sbyte[] CodesOf(TensorInfo input, NpyArray array, string source)
    {
        int[] shape = input.Shape.ToArray();
        long[] values = Integers(array)
            ?? throw new InputException($"{source} is {array}, expected integers: the codes of the input");
        if (!FitsInto(array.Shape, shape))
        {
            throw new InputException($"{source} is {array}, which does not broadcast to the input's shape [{string.Join(", ", shape)}]: give a code for each channel or for each element");
        }

        int[] own = array.Shape.ToArray();
        int offset = input.ModelType == Generators.Graph.ElementType.UInt8 ? -sbyte.MinValue : 0;
        sbyte[] codes = new sbyte[input.ElementCount];
        for (int i = 0; i < codes.Length; i++)
        {
            long value = values[Broadcast.OperandOffset(own, shape, i)];
            codes[i] = value - offset is >= sbyte.MinValue and <= sbyte.MaxValue
                ? (sbyte)(value - offset)
                : throw new InputException(Invariant($"{source} has {value}, expected codes from {sbyte.MinValue + offset} to {sbyte.MaxValue + offset}"));
        }

        return codes;
    }

    private static bool FitsInto(ReadOnlySpan<int> own, ReadOnlySpan<int> shape)
    {
        bool fits = own.Length <= shape.Length;
        for (int fromEnd = 1; fits && fromEnd <= own.Length; fromEnd++)
        {
            fits = own[^fromEnd] == 1 || own[^fromEnd] == shape[^fromEnd];
        }

        return fits;
    }

    private static long[]? Integers(NpyArray array) => array.Type switch
    {
        ElementType.Int8 => Array.ConvertAll(array.Values<sbyte>().ToArray(), value => (long)value),
        ElementType.UInt8 => Array.ConvertAll(array.Values<byte>().ToArray(), value => (long)value),
        ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), value => (long)value),
        ElementType.Int32 => Array.ConvertAll(array.Values<int>().ToArray(), value => (long)value),
        ElementType.Int64 => array.Values<long>().ToArray(),
        _ => null,
    };
}
