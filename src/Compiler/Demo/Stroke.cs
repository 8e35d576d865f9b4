namespace QMacVerify.Compiler.Demo;

/// <summary>One movement of the pen, through points in the box of a digit: x right, y down, height -1 to 1.</summary>
/// <param name="Smooth">A Catmull-Rom curve through the points; otherwise straight lines between them.</param>
/// <param name="Points">At least two. A smooth stroke that ends where it starts is smooth there as well.</param>
internal sealed record Stroke(bool Smooth, params (double X, double Y)[] Points)
{
    private const int LinesPerSpan = 6;

    /// <summary>The stroke as a polyline.</summary>
    /// <param name="points"><see cref="Points"/>, perhaps displaced.</param>
    public (double X, double Y)[] Flatten((double X, double Y)[] points)
    {
        if (!Smooth)
        {
            return points;
        }

        int last = points.Length - 1;
        bool closed = Points[0] == Points[last];
        List<(double X, double Y)> line = [points[0]];
        for (int i = 0; i < last; i++)
        {
            (double X, double Y) before = i > 0 ? points[i - 1] : closed ? points[last - 1] : points[0];
            (double X, double Y) after = i + 2 <= last ? points[i + 2] : closed ? points[1] : points[last];
            for (int step = 1; step <= LinesPerSpan; step++)
            {
                double t = (double)step / LinesPerSpan;
                line.Add((
                    CatmullRom(before.X, points[i].X, points[i + 1].X, after.X, t),
                    CatmullRom(before.Y, points[i].Y, points[i + 1].Y, after.Y, t)));
            }
        }

        return [.. line];
    }

    /// <summary>The uniform Catmull-Rom cubic from <paramref name="p1"/> (t = 0) to <paramref name="p2"/> (t = 1).</summary>
    private static double CatmullRom(double p0, double p1, double p2, double p3, double t) =>
        p1 + (0.5 * t * (p2 - p0 + (t * ((2 * p0) - (5 * p1) + (4 * p2) - p3 + (t * ((3 * (p1 - p2)) + p3 - p0))))));
}
