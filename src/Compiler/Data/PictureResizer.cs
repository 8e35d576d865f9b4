namespace QMacVerify.Compiler.Data;

/// <summary>Resizes pictures as Pillow's <c>Image.resize</c> does, which torchvision calls, byte for byte.</summary>
/// <remarks>
/// Rows first, then columns, each a sum of bytes with weights in 22-bit fixed point, rounded and clamped to bytes in between; the
/// filter is as wide as the picture shrinks. After <c>Pillow: src/libImaging/Resample.c</c>. Integers alone: the same on every machine.
/// </remarks>
internal static class PictureResizer
{
    /// <summary>The most bytes that a resized picture takes.</summary>
    public const int MaxBytes = 3 << 26;

    private const int WeightBits = 22;

    /// <summary>Brings a picture to the size of a rule.</summary>
    /// <returns>Null where it would take more than <see cref="MaxBytes"/>, at the end or on the way.</returns>
    public static Picture? Resize(Picture picture, ResizeRule rule, Resampling resampling)
    {
        (long height, long width) = rule.Size is PictureSize given ? ((long)given.Height, (long)given.Width)
            : picture.Height <= picture.Width ? ((long)rule.Shorter, Longer(rule.Shorter, picture.Width, picture.Height))
            : (Longer(rule.Shorter, picture.Height, picture.Width), (long)rule.Shorter);
        if (Math.Max(picture.Height, height) * width * picture.Channels > MaxBytes)
        {
            return null;
        }

        PictureSize size = new((int)height, (int)width);
        Picture rows = picture.Width == size.Width ? picture : Horizontally(picture, size.Width, resampling);
        return rows.Height == size.Height ? rows : Vertically(rows, size.Height, resampling);
    }

    /// <summary>The longer side, rounded down, where the shorter one gets a length.</summary>
    private static long Longer(int shorter, int longSide, int shortSide) => (long)shorter * longSide / shortSide;

    private static Picture Horizontally(Picture picture, int width, Resampling resampling)
    {
        byte[] bytes = new byte[picture.Height * width * picture.Channels];
        (int First, int[] Weights)[] windows = Windows(picture.Width, width, resampling);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int first, int[] weights) = windows[x];
                for (int channel = 0; channel < picture.Channels; channel++)
                {
                    int start = (((y * picture.Width) + first) * picture.Channels) + channel;
                    bytes[(((y * width) + x) * picture.Channels) + channel] = Sum(picture.Bytes, start, picture.Channels, weights);
                }
            }
        }

        return picture with { Width = width, Bytes = bytes };
    }

    private static Picture Vertically(Picture picture, int height, Resampling resampling)
    {
        int row = picture.Width * picture.Channels;
        byte[] bytes = new byte[height * row];
        (int First, int[] Weights)[] windows = Windows(picture.Height, height, resampling);
        for (int y = 0; y < height; y++)
        {
            (int first, int[] weights) = windows[y];
            for (int i = 0; i < row; i++)
            {
                bytes[(y * row) + i] = Sum(picture.Bytes, (first * row) + i, row, weights);
            }
        }

        return picture with { Height = height, Bytes = bytes };
    }

    private static byte Sum(byte[] bytes, int start, int step, int[] weights)
    {
        int sum = 1 << (WeightBits - 1);
        foreach (int weight in weights)
        {
            sum += bytes[start] * weight;
            start += step;
        }

        return (byte)Math.Clamp(sum >> WeightBits, 0, byte.MaxValue);
    }

    /// <summary>For each place of the result the first place of the source, and the weights from there on; they add up to 1.</summary>
    private static (int First, int[] Weights)[] Windows(int from, int to, Resampling resampling)
    {
        double scale = (double)from / to;
        double stretch = Math.Max(scale, 1);
        double support = stretch * (resampling == Resampling.Bilinear ? 1 : 2);
        var windows = new (int, int[])[to];
        for (int place = 0; place < to; place++)
        {
            double center = (place + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(from, (int)(center + support + 0.5));
            double[] weights = new double[end - first];
            for (int i = 0; i < weights.Length; i++)
            {
                weights[i] = Filter((first + i - center + 0.5) / stretch, resampling);
            }

            double total = weights.Sum();
            windows[place] = (first, Array.ConvertAll(weights, weight => (int)((weight < 0 ? -0.5 : 0.5) + (weight / total * (1 << WeightBits)))));
        }

        return windows;
    }

    /// <summary>A triangle, or the cubic with a = -0.5.</summary>
    private static double Filter(double x, Resampling resampling)
    {
        double distance = Math.Abs(x);
        const double a = -0.5;
        return resampling == Resampling.Bilinear ? Math.Max(0, 1 - distance)
            : distance < 1 ? ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1
            : distance < 2 ? (((((distance - 5) * distance) + 8) * distance) - 4) * a
            : 0;
    }
}
