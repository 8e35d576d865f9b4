namespace QMacVerify.Compiler.Data;

/// <summary>A picture of bytes.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Channels">Bytes of a pixel.</param>
/// <param name="Bytes">Row by row, pixel by pixel.</param>
internal sealed record Picture(int Height, int Width, int Channels, byte[] Bytes)
{
    /// <summary>For messages: <c>32 x 32 x 3</c>.</summary>
    public string Shape => Generators.Support.Text.Invariant($"{Height} x {Width} x {Channels}");

    /// <summary>A picture whose planes follow each other.</summary>
    public static Picture OfPlanes(int height, int width, int channels, ReadOnlySpan<byte> planes)
    {
        byte[] bytes = new byte[planes.Length];
        int pixels = height * width;
        for (int i = 0; i < planes.Length; i++)
        {
            bytes[(i % pixels * channels) + (i / pixels)] = planes[i];
        }

        return new Picture(height, width, channels, bytes);
    }

    /// <summary>The channels in another order: red, green and blue to gray or around, or a gray one three times.</summary>
    /// <returns>Null where there are other channels than 1 or 3.</returns>
    public Picture? As(ChannelOrder order) => (Channels, order) switch
    {
        (1, ChannelOrder.Gray) or (3, ChannelOrder.Rgb) => this,
        (1, _) => Map(3, (pixel, channel) => Bytes[pixel]),
        (3, ChannelOrder.Bgr) => Map(3, (pixel, channel) => Bytes[(3 * pixel) + 2 - channel]),

        // Pillow's weights, in 16-bit fixed point.
        (3, _) => Map(1, (pixel, _) => (byte)(((Bytes[3 * pixel] * 19595) + (Bytes[(3 * pixel) + 1] * 38470) + (Bytes[(3 * pixel) + 2] * 7471) + 0x8000) >> 16)),
        _ => null,
    };

    /// <summary>The middle; where what is cut off is odd, half of it rounded to even, as torchvision does.</summary>
    /// <param name="size">At most that of the picture.</param>
    public Picture Crop(PictureSize size)
    {
        int top = (int)Math.Round((Height - size.Height) / 2.0, MidpointRounding.ToEven);
        int left = (int)Math.Round((Width - size.Width) / 2.0, MidpointRounding.ToEven);
        byte[] bytes = new byte[size.Height * size.Width * Channels];
        int row = size.Width * Channels;
        for (int y = 0; y < size.Height; y++)
        {
            Bytes.AsSpan((((top + y) * Width) + left) * Channels, row).CopyTo(bytes.AsSpan(y * row));
        }

        return new Picture(size.Height, size.Width, Channels, bytes);
    }

    private Picture Map(int channels, Func<int, int, byte> value)
    {
        byte[] bytes = new byte[Height * Width * channels];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = value(i / channels, i % channels);
        }

        return new Picture(Height, Width, channels, bytes);
    }
}
