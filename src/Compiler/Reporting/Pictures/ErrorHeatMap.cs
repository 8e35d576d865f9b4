using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>Errors by operands: activation upward, weight to the right; blue below the exact product, red above.</summary>
internal static class ErrorHeatMap
{
    private const int Codes = 256;
    private const int Side = 2 * Codes;
    private const int BarWidth = 14;

    /// <summary>The ends of the scale and what lies between; white is no error.</summary>
    private static readonly int[] Below = [0xFFFFFF, 0xD1E5F0, 0x92C5DE, 0x4393C3, 0x2166AC, 0x053061];

    private static readonly int[] Above = [0xFFFFFF, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F];

    /// <summary>Draws the map, 512 pixels square, with its axes and scale.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="errors">Activation -128 to 127 outer, weight inner.</param>
    /// <param name="left">Of the map.</param>
    /// <param name="top">Of the map.</param>
    public static void Draw(SvgWriter svg, int[] errors, int left, int top)
    {
        int greatest = errors.Max(Math.Abs);

        // Two by two pixels a pair: viewers that smooth pictures blur less of it.
        PngCanvas map = new(Side, Side, Below[0]);
        for (int index = 0; index < errors.Length; index++)
        {
            map.Fill(2 * (index % Codes), 2 * (Codes - 1 - (index / Codes)), 2, 2, Color(errors[index], greatest));
        }

        svg.Image(left, top, Side, Side, map.ToPng());
        svg.LineOf("cross", left + (Side / 2), top, left + (Side / 2), top + Side);
        svg.LineOf("cross", left, top + (Side / 2), left + Side, top + (Side / 2));
        svg.Frame(left, top, Side, Side);
        foreach (int operand in (ReadOnlySpan<int>)[-128, -64, 0, 64, 127])
        {
            double along = ((operand + 128) * 2) + 1;
            svg.LineOf("tick", left + along, top + Side, left + along, top + Side + 5);
            svg.Text(left + along, top + Side + 19, Invariant($"{operand}"), "small middle");
            svg.LineOf("tick", left - 5, top + Side - along, left, top + Side - along);
            svg.Text(left - 9, top + Side - along + 4, Invariant($"{operand}"), "small number");
        }

        svg.Text(left + (Side / 2), top + Side + 40, "weight", "middle");
        svg.UprightText(left - 44, top + (Side / 2), "activation", "middle");
        DrawScale(svg, greatest, left + Side + 18, top);
    }

    private static void DrawScale(SvgWriter svg, int greatest, int left, int top)
    {
        if (greatest == 0)
        {
            return;
        }

        const int steps = 128;
        PngCanvas scale = new(1, steps, Below[0]);
        for (int step = 0; step < steps; step++)
        {
            double share = 1 - (2 * (step + 0.5) / steps);
            scale.Fill(0, step, 1, 1, Shade(share < 0 ? Below : Above, Math.Abs(share)));
        }

        svg.Image(left, top, BarWidth, Side, scale.ToPng());
        svg.Frame(left, top, BarWidth, Side);

        // The colour follows the root of the error: a quarter of the greatest stands at half of the scale.
        foreach ((double share, double error) in (ReadOnlySpan<(double, double)>)
            [(1, 1), (0.75, 0.5625), (0.5, 0.25), (0.25, 0.0625), (0, 0), (-0.25, -0.0625), (-0.5, -0.25), (-0.75, -0.5625), (-1, -1)])
        {
            double y = top + (Side * (1 - share) / 2);
            svg.LineOf("tick", left + BarWidth, y, left + BarWidth + 4, y);
            svg.Text(left + BarWidth + 8, y + 4, Figures.Short(Math.Round(error * greatest, greatest < 16 ? 1 : 0)), "small");
        }
    }

    private static int Color(int error, int greatest) =>
        error == 0 ? Below[0] : Shade(error < 0 ? Below : Above, Math.Sqrt((double)Math.Abs(error) / greatest));

    private static int Shade(int[] colors, double share)
    {
        double position = Math.Clamp(share, 0, 1) * (colors.Length - 1);
        int index = Math.Min((int)position, colors.Length - 2);
        return Mix(colors[index], colors[index + 1], position - index);
    }

    private static int Mix(int first, int second, double share)
    {
        int mixed = 0;
        for (int shift = 16; shift >= 0; shift -= 8)
        {
            int from = (first >> shift) & 255;
            int to = (second >> shift) & 255;
            mixed |= (int)Math.Round(from + ((to - from) * share)) << shift;
        }

        return mixed;
    }
}
