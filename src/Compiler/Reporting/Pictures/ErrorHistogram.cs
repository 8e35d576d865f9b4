using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>How many pairs err by how much, in steps of equal width; the count on a logarithmic axis, since exact pairs often outnumber all others.</summary>
internal static class ErrorHistogram
{
    private const int Width = 320;
    private const int Height = 290;
    private const int MaxBins = 64;
    private const double Decades = 5;

    public static void Draw(SvgWriter svg, int[] errors, int left, int top)
    {
        (int least, int greatest) = (errors.Min(), errors.Max());
        int step = ((greatest - least) / MaxBins) + 1;

        // Multiples of the step, so that 0 begins a bin.
        int first = (int)Math.Floor((double)least / step);
        int[] counts = new int[(int)Math.Floor((double)greatest / step) - first + 1];
        foreach (int error in errors)
        {
            counts[(int)Math.Floor((double)error / step) - first]++;
        }

        svg.Text(left, top - 8, step == 1 ? "pairs by error" : Invariant($"pairs by error, in steps of {step}"), "head");
        DrawCounts(svg, left, top);
        double binWidth = (double)Width / counts.Length;
        for (int bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] > 0)
            {
                int from = (first + bin) * step;
                double height = Math.Max(1.5, BarHeight(counts[bin]));
                string color = from == 0 ? "#9a9a9a" : from < 0 ? "#4393c3" : "#d6604d";
                double gap = Math.Min(binWidth * 0.15, 2);
                double barWidth = Math.Min(binWidth - gap, 40);
                svg.Rectangle(left + (bin * binWidth) + ((binWidth - barWidth) / 2), top + Height - height, barWidth, height, color);
            }
        }

        svg.LineOf("tick", left, top + Height, left + Width, top + Height);
        DrawErrors(svg, first * step, counts.Length * step, left, top + Height);
    }

    private static double BarHeight(int count) => Height * Math.Log10(count) / Decades;

    private static void DrawCounts(SvgWriter svg, int left, int top)
    {
        foreach (int count in (ReadOnlySpan<int>)[1, 10, 100, 1000, 10_000])
        {
            double y = top + Height - BarHeight(count);
            svg.LineOf("grid", left, y, left + Width, y);
            svg.Text(left - 6, y + 4, Invariant($"{count:N0}"), "small number");
        }
    }

    private static void DrawErrors(SvgWriter svg, int from, int span, int left, int bottom)
    {
        // 1, 2 or 5 times a power of ten, at most seven of them.
        int distance = 1;
        for (int i = 0; span / distance > 6; i++)
        {
            distance = distance / (i % 3 == 1 ? 2 : 1) * (i % 3 == 1 ? 5 : 2);
        }

        for (int error = (int)Math.Ceiling((double)from / distance) * distance; error < from + span; error += distance)
        {
            double x = left + (Width * (error - from + (span <= MaxBins ? 0.5 : 0)) / span);
            svg.LineOf("tick", x, bottom, x, bottom + 5);
            svg.Text(x, bottom + 19, Invariant($"{error:N0}"), "small middle");
        }
    }
}
