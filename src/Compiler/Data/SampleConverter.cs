using System.Runtime.InteropServices;
using QMacVerify.Compiler.Data.Sources;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;
using ElementType = QMacVerify.Runtime.ElementType;

namespace QMacVerify.Compiler.Data;

/// <summary>Samples as files have them to the numbers that an input of a model takes, as a declaration says.</summary>
/// <remarks>
/// A real number is <c>(value * scale - mean) / deviation</c>, computed in float64 and rounded to float32 once; the input's scale
/// makes a code of it as <see cref="InputReader"/> does. Not to be changed once made: several threads convert with it.
/// </remarks>
internal sealed class SampleConverter
{
    private readonly DataDeclaration _declaration;
    private readonly TensorDescription _input;
    private readonly (int Height, int Width, int Channels)? _picture;
    private readonly bool _takesPlanes;
    private readonly int[] _channelOf;

    /// <summary>Of one input.</summary>
    /// <param name="declaration">What is done.</param>
    /// <param name="input">What comes out.</param>
    /// <param name="layout">What the axes of the input mean.</param>
    /// <exception cref="InputException">Numbers are declared for other channels than the input has.</exception>
    public SampleConverter(DataDeclaration declaration, TensorDescription input, TensorLayout layout)
    {
        _declaration = declaration;
        _input = input;
        _takesPlanes = layout == TensorLayout.Nchw;
        _picture = input.Shape is [1, int second, int third, int last]
            ? _takesPlanes ? (third, last, second) : (second, third, last)
            : null;
        int channels = _picture?.Channels ?? (input.Shape.Count == 0 ? 1 : input.Shape[^1]);
        int run = _takesPlanes && _picture is (int height, int width, _) ? height * width : 1;
        _channelOf = [.. Enumerable.Range(0, input.ElementCount).Select(element => element / run % channels)];
        foreach ((string name, IReadOnlyList<double> numbers) in ((string, IReadOnlyList<double>)[])[("mean", declaration.Mean), ("std", declaration.Deviation)])
        {
            if (numbers.Count > 1 && numbers.Count != channels)
            {
                throw new InputException(Invariant($"{name} of {Quote(declaration.Name)} has {numbers.Count} numbers, but the model's input {input} has {channels} channels: give one, or one for each"));
            }
        }
    }

    /// <summary>Converts a sample.</summary>
    /// <param name="sample">As its file has it.</param>
    /// <param name="layout">What its axes are.</param>
    /// <param name="name">Names it in messages.</param>
    /// <param name="bytes">As many as a sample of the input takes; overwritten.</param>
    /// <exception cref="InputException">The sample does not fit the model, or its type what is declared.</exception>
    public void Convert(NpyArray sample, SampleLayout layout, string name, Span<byte> bytes)
    {
        NpyArray values = layout == SampleLayout.Model ? sample : InOrder(sample, layout, name);
        if (values.Count != _input.ElementCount)
        {
            throw new InputException($"{name} is {sample}, but the model's input is {_input}");
        }

        switch (_declaration.Values ?? Usual(values.Type))
        {
            case ValueKind.Codes when values.Type == _input.Type && values.Type != ElementType.Float32:
                values.Data.CopyTo(bytes);
                break;
            case ValueKind.Codes when values.Type == ElementType.Float64 && _input.Type != ElementType.Float32:
                int least = _input.Type == ElementType.UInt8 ? byte.MinValue : sbyte.MinValue;
                Whole(values, name, least, least + byte.MaxValue, bytes);
                break;
            case ValueKind.Codes:
                throw new InputException($"{name} is {values}, but codes of the model are {_input.Type.Name()}; say in data.json what its values are: pixels or real");
            case ValueKind.Pixels when values.Type is ElementType.UInt8 or ElementType.Float64:
                Pixels(values, name, bytes);
                break;
            case ValueKind.Pixels:
                throw new InputException($"{name} is {values}, but pixels are uint8");
            default:
                Reals(values, name, bytes);
                break;
        }
    }

    private static double[] Numbers(NpyArray array, string name) => array.Type switch
    {
        ElementType.Float64 => array.Values<double>().ToArray(),
        ElementType.Float16 => Array.ConvertAll(array.Values<Half>().ToArray(), value => (double)value),
        ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), value => (double)value),
        ElementType.UInt16 => Array.ConvertAll(array.Values<ushort>().ToArray(), value => (double)value),
        ElementType.Int8 or ElementType.UInt8 or ElementType.Int32 or ElementType.Float32 => array.ToDoubles(),
        _ => throw new InputException($"{name} is {array}, expected numbers of at most 32 bits, or float64"),
    };

    private static byte[] Whole(NpyArray values, string name, int least, int greatest)
    {
        byte[] whole = new byte[values.Count];
        Whole(values, name, least, greatest, whole);
        return whole;
    }

    private static void Whole(NpyArray values, string name, int least, int greatest, Span<byte> bytes)
    {
        double[] numbers = Numbers(values, name);
        for (int i = 0; i < numbers.Length; i++)
        {
            bytes[i] = numbers[i] == Math.Floor(numbers[i]) && numbers[i] >= least && numbers[i] <= greatest
                ? unchecked((byte)(int)numbers[i])
                : throw new InputException(Invariant($"{name} has {numbers[i]} at element {i}, expected an integer from {least} to {greatest}"));
        }
    }

    /// <summary>By the type alone: bytes are pixels and int8 are codes, unless they are to be scaled.</summary>
    private ValueKind Usual(ElementType type) =>
        _declaration.Normalizes ? ValueKind.Real
        : type == ElementType.UInt8 ? ValueKind.Pixels
        : type == ElementType.Int8 ? ValueKind.Codes
        : ValueKind.Real;

    private void Pixels(NpyArray values, string name, Span<byte> bytes)
    {
        byte[] pixels = values.Type == ElementType.UInt8 ? values.Data.ToArray() : Whole(values, name, byte.MinValue, byte.MaxValue);
        if (_input.Type == ElementType.Float32)
        {
            MemoryMarshal.AsBytes(Array.ConvertAll(pixels, pixel => (float)pixel).AsSpan()).CopyTo(bytes);
        }
        else if (_input.Type == ElementType.UInt8)
        {
            pixels.CopyTo(bytes);
        }
        else
        {
            UnsignedCodes.ToSigned(pixels, MemoryMarshal.Cast<byte, sbyte>(bytes));
        }
    }

    private void Reals(NpyArray values, string name, Span<byte> bytes)
    {
        double[] numbers = Numbers(values, name);
        double scale = _declaration.Scale ?? 1;
        int offset = _input.Type == ElementType.UInt8 ? 128 : 0;
        Span<float> reals = _input.Type == ElementType.Float32 ? MemoryMarshal.Cast<byte, float>(bytes) : [];
        for (int i = 0; i < numbers.Length; i++)
        {
            int channel = _channelOf[i];
            float real = (float)(((numbers[i] * scale) - Of(_declaration.Mean, channel, 0)) / Of(_declaration.Deviation, channel, 1));
            if (float.IsNaN(real))
            {
                throw new InputException(Invariant($"{name} has a NaN at element {i}"));
            }

            if (offset == 0 && _input.Type == ElementType.Float32)
            {
                reals[i] = real;
            }
            else
            {
                bytes[i] = unchecked((byte)(RealCodes.Quantize(real, _input.Scale, _input.ZeroPoint - offset) + offset));
            }
        }

        static double Of(IReadOnlyList<double> list, int channel, double none) =>
            list.Count == 0 ? none : list[list.Count == 1 ? 0 : channel];
    }

    /// <summary>A picture with the elements in the order of the input, changed as declared.</summary>
    private NpyArray InOrder(NpyArray sample, SampleLayout layout, string name)
    {
        bool hasPlanes = layout == SampleLayout.Chw;
        (int height, int width, int channels) = sample.Shape switch
        {
            [int first, int second] => (first, second, 1),
            [int first, int second, int third] => hasPlanes ? (second, third, first) : (first, second, third),
            _ => throw new InputException($"{name} is {sample}, expected height, width and channels"),
        };
        bool isImage = sample.Type == ElementType.UInt8;
        if (!isImage && _declaration.ChangesPictures)
        {
            throw new InputException($"{name} is {sample}; resize, crop and channels are for pictures of bytes");
        }

        Picture? picture = isImage
            ? Changed(hasPlanes ? Picture.OfPlanes(height, width, channels, sample.Data) : new Picture(height, width, channels, sample.Data.ToArray()), name)
            : null;
        (int Height, int Width, int Channels) shape = picture is null ? (height, width, channels) : (picture.Height, picture.Width, picture.Channels);
        if (_picture is (int, int, int) wanted && shape != wanted)
        {
            throw new InputException(Invariant(
                $"{name} has {shape.Height} x {shape.Width} pixels and {shape.Channels} channels, but the model takes {wanted.Height} x {wanted.Width} and {wanted.Channels}; say with resize, crop and channels in data.json how one becomes the other"));
        }

        NpyArray values = picture is null ? sample : new NpyArray(ElementType.UInt8, [picture.Height, picture.Width, picture.Channels], picture.Bytes, sample.Source);
        bool isPlanar = picture is null && hasPlanes;
        if (_picture is null || isPlanar == _takesPlanes)
        {
            return values;
        }

        return AxisOrder.Permute(
            new NpyArray(values.Type, isPlanar ? [shape.Channels, shape.Height, shape.Width] : [shape.Height, shape.Width, shape.Channels], values.Data.ToArray(), sample.Source),
            isPlanar ? [1, 2, 0] : [2, 0, 1]);
    }

    private Picture Changed(Picture picture, string name)
    {
        ChannelOrder? order = _declaration.Channels
            ?? (_declaration.Kind == DataKind.Images && _picture is { Channels: 1 } ? ChannelOrder.Gray : null);
        Picture changed = order is ChannelOrder channels
            ? picture.As(channels) ?? throw new InputException(Invariant($"{name} has {picture.Channels} channels, expected 1 or 3"))
            : picture;
        if (_declaration.Resize is ResizeRule rule)
        {
            changed = PictureResizer.Resize(changed, rule, _declaration.Resampling)
                ?? throw new InputException(Invariant($"{name} has {changed.Height} x {changed.Width} pixels; resized as declared it would take more than {PictureResizer.MaxBytes} bytes"));
        }

        if (_declaration.Crop is not PictureSize crop)
        {
            return changed;
        }

        return crop.Height <= changed.Height && crop.Width <= changed.Width
            ? changed.Crop(crop)
            : throw new InputException(Invariant($"{name} has {changed.Height} x {changed.Width} pixels, too few to crop {crop.Height} x {crop.Width} of them; resize comes first"));
    }
}
