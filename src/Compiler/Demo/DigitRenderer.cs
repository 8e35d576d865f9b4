namespace QMacVerify.Compiler.Demo;

/// <summary>Draws the digits that <c>cnn_small</c> is trained on and shown with: white strokes on black, 28x28, anti-aliased.</summary>
/// <remarks>
/// The same seed gives the same bytes on every platform: only additions, multiplications, divisions, square roots and
/// floors of IEEE doubles are used, all of them exactly rounded, in a fixed order. The sine of a rotation is a
/// polynomial, because the library functions differ in their last bit between platforms.
/// </remarks>
internal static class DigitRenderer
{
    /// <summary>Height and width of a sample.</summary>
    public const int Size = 28;

    /// <summary>Half the height of a digit at scale 1, in pixels.</summary>
    private const double HalfHeight = 9;

    private const double MaxRotationDegrees = 15;
    private const double MaxShift = 3;
    private const double MinScale = 0.8;
    private const double MaxScale = 1.2;
    private const double MinStrokeWidth = 1;
    private const double MaxStrokeWidth = 3;

    // Handwriting leans, and no two digits have the same width or quite the same points.
    private const double MaxSlant = 0.3;
    private const double MinAspect = 0.75;
    private const double MaxAspect = 1.25;
    private const double MaxWobble = 0.09;

    // Width of the edge, in pixels, over which a stroke fades to black: sharp to soft pens.
    private const double MinEdge = 1;
    private const double MaxEdge = 2;

    /// <summary>Upper end of the noise amplitude, in grey levels.</summary>
    private const double MaxNoise = 24;

    /// <summary>Draws samples whose labels run 0, 1, ... 9, 0, ...; fewer samples of the same seed are a prefix.</summary>
    public static DigitSample[] Draw(ulong seed, int count)
    {
        DemoRandom seeds = new(seed);
        DigitSample[] samples = new DigitSample[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = DrawDigit(i % 10, new DemoRandom(seeds.NextUInt64()));
        }

        return samples;
    }

    private static DigitSample DrawDigit(int digit, DemoRandom random)
    {
        IReadOnlyList<Stroke[]> styles = DigitStyles.All[digit];
        Stroke[] strokes = styles[random.Below(styles.Count)];
        Placement placement = Placement.Choose(random);
        double radius = random.Uniform(MinStrokeWidth, MaxStrokeWidth) / 2;

        double[] squaredDistance = new double[Size * Size];
        Array.Fill(squaredDistance, double.PositiveInfinity);
        foreach (Stroke stroke in strokes)
        {
            (double X, double Y)[] points = [.. stroke.Points.Select(point => (
                point.X + random.Uniform(-MaxWobble, MaxWobble),
                point.Y + random.Uniform(-MaxWobble, MaxWobble)))];
            (double X, double Y)[] line = [.. stroke.Flatten(points).Select(placement.ToPixels)];
            for (int i = 1; i < line.Length; i++)
            {
                LowerDistances(squaredDistance, line[i - 1], line[i], reach: radius + MaxEdge);
            }
        }

        return new DigitSample(Ink(squaredDistance, radius, random), digit);
    }

    /// <summary>Lowers each pixel's squared distance to that of a line segment, within <paramref name="reach"/> of it.</summary>
    private static void LowerDistances(double[] squaredDistance, (double X, double Y) from, (double X, double Y) to, double reach)
    {
        double deltaX = to.X - from.X;
        double deltaY = to.Y - from.Y;
        double squaredLength = (deltaX * deltaX) + (deltaY * deltaY);
        int top = PixelAt(Math.Min(from.Y, to.Y) - reach);
        int bottom = PixelAt(Math.Max(from.Y, to.Y) + reach);
        int left = PixelAt(Math.Min(from.X, to.X) - reach);
        int right = PixelAt(Math.Max(from.X, to.X) + reach);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double alongX = x + 0.5 - from.X;
                double alongY = y + 0.5 - from.Y;
                double nearest = squaredLength > 0
                    ? Math.Clamp(((alongX * deltaX) + (alongY * deltaY)) / squaredLength, 0, 1)
                    : 0;
                double offX = alongX - (nearest * deltaX);
                double offY = alongY - (nearest * deltaY);
                int pixel = (y * Size) + x;
                squaredDistance[pixel] = Math.Min(squaredDistance[pixel], (offX * offX) + (offY * offY));
            }
        }
    }

    /// <summary>Grey levels: full inside the stroke, fading around its outline, plus noise.</summary>
    private static byte[] Ink(double[] squaredDistance, double radius, DemoRandom random)
    {
        double edge = random.Uniform(MinEdge, MaxEdge);
        double noise = random.Uniform(0, MaxNoise);
        byte[] pixels = new byte[Size * Size];
        for (int i = 0; i < pixels.Length; i++)
        {
            double coverage = Math.Clamp(((radius - Math.Sqrt(squaredDistance[i])) / edge) + 0.5, 0, 1);
            double level = (255 * coverage) + random.Uniform(-noise, noise);
            pixels[i] = (byte)Math.Clamp(Math.Floor(level + 0.5), 0, 255);
        }

        return pixels;
    }

    private static int PixelAt(double coordinate) => (int)Math.Clamp(Math.Floor(coordinate), 0, Size - 1);

    /// <summary>The affine map from the box of a digit to pixels.</summary>
    private readonly record struct Placement(double Xx, double Xy, double Yx, double Yy, double ShiftX, double ShiftY)
    {
        public static Placement Choose(DemoRandom random)
        {
            double angle = random.Uniform(-MaxRotationDegrees, MaxRotationDegrees) * (Math.PI / 180);
            double scale = HalfHeight * random.Uniform(MinScale, MaxScale);
            double aspect = random.Uniform(MinAspect, MaxAspect);
            double slant = random.Uniform(-MaxSlant, MaxSlant);
            double shiftX = random.Uniform(-MaxShift, MaxShift);
            double shiftY = random.Uniform(-MaxShift, MaxShift);

            double sine = Sine(angle);
            double cosine = Math.Sqrt(1 - (sine * sine));
            return new Placement(
                Xx: scale * cosine * aspect,
                Xy: scale * ((cosine * slant) - sine),
                Yx: scale * sine * aspect,
                Yy: scale * ((sine * slant) + cosine),
                ShiftX: (Size / 2.0) + shiftX,
                ShiftY: (Size / 2.0) + shiftY);
        }

        public (double X, double Y) ToPixels((double X, double Y) point) =>
            ((Xx * point.X) + (Xy * point.Y) + ShiftX, (Yx * point.X) + (Yy * point.Y) + ShiftY);

        /// <summary>Taylor polynomial of degree 7, within 1e-9 for the small angles used here.</summary>
        private static double Sine(double angle)
        {
            double square = angle * angle;
            return angle * (1 - (square / 6 * (1 - (square / 20 * (1 - (square / 42))))));
        }
    }
}
