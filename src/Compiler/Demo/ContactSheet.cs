using System.Globalization;
using QMacVerify.Compiler.Reporting.Pictures;

namespace QMacVerify.Compiler.Demo;

/// <summary>
/// A PNG that shows samples at three times their size, and below each one its true label, the prediction with exact and
/// the prediction with approximate arithmetic; wrong ones stand out.
/// </summary>
internal static class ContactSheet
{
    private const int Zoom = 3;
    private const int TextScale = 2;
    private const int TextHeight = BitmapFont.Height * TextScale;
    private const int Tile = DigitRenderer.Size * Zoom;
    private const int Frame = 3;
    private const int Margin = 32;
    private const int Gap = 20;
    private const int CaptionGap = 8;
    private const int LineGap = 12;

    private const int PitchX = Tile + Gap;
    private const int PitchY = Tile + CaptionGap + TextHeight + Gap;
    private const int Heading = (2 * TextHeight) + LineGap + Gap + 4;

    private const int Paper = 0xFAFAF7;
    private const int Ink = 0x22262B;
    private const int Faint = 0x9AA0A6;
    private const int Right = 0x1B7F4B;
    private const int Wrong = 0xC8321F;

    /// <summary>Draws the sheet.</summary>
    /// <param name="entries">In reading order; at least one.</param>
    /// <param name="columns">Digits per row.</param>
    /// <returns>The PNG file.</returns>
    public static byte[] ToPng(IReadOnlyList<ContactSheetEntry> entries, int columns = 10)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        string summary = Summary(entries);
        int rows = (entries.Count + columns - 1) / columns;
        int gridWidth = (Math.Min(columns, entries.Count) * PitchX) - Gap;
        int width = Math.Max(gridWidth, BitmapFont.WidthOf(summary) * TextScale) + (2 * Margin);
        int height = Margin + Heading + (rows * PitchY) - Gap + Margin;

        PngCanvas canvas = new(width, height, Paper);
        DrawHeading(canvas, summary);
        for (int i = 0; i < entries.Count; i++)
        {
            DrawEntry(canvas, entries[i], Margin + (i % columns * PitchX), Margin + Heading + (i / columns * PitchY));
        }

        return canvas.ToPng();
    }

    /// <summary>The legend, in the colours of the captions, and the counts.</summary>
    private static void DrawHeading(PngCanvas canvas, string summary)
    {
        int left = canvas.Write(Margin, Margin, "true", Ink, TextScale);
        left = canvas.Write(left, Margin, " / ", Faint, TextScale);
        left = canvas.Write(left, Margin, "exact", Right, TextScale);
        left = canvas.Write(left, Margin, " / ", Faint, TextScale);
        left = canvas.Write(left, Margin, "approximate", Right, TextScale);
        left = canvas.Write(left, Margin, ", wrong in ", Faint, TextScale);
        canvas.Write(left, Margin, "red", Wrong, TextScale);
        canvas.Write(Margin, Margin + TextHeight + LineGap, summary, Faint, TextScale);
    }

    private static void DrawEntry(PngCanvas canvas, ContactSheetEntry entry, int left, int top)
    {
        int label = entry.Sample.Label;
        bool isRight = entry.ExactPrediction == label && entry.ApproximatePrediction == label;
        if (!isRight)
        {
            canvas.Fill(left - Frame, top - Frame, Tile + (2 * Frame), Tile + (2 * Frame), Wrong);
        }

        for (int y = 0; y < DigitRenderer.Size; y++)
        {
            for (int x = 0; x < DigitRenderer.Size; x++)
            {
                int grey = entry.Sample.Pixels[(y * DigitRenderer.Size) + x];
                canvas.Fill(left + (x * Zoom), top + (y * Zoom), Zoom, Zoom, grey * 0x010101);
            }
        }

        // Five characters share the width of the tile, closer together than in running text.
        const int pitch = 16;
        const int glyphWidth = BitmapFont.Advance - 1;
        int captionLeft = left + ((Tile - (4 * pitch) - (glyphWidth * TextScale)) / 2);
        int captionTop = top + Tile + CaptionGap;
        (int? Digit, int Color)[] caption =
        [
            (label, Ink),
            (null, Faint),
            (entry.ExactPrediction, entry.ExactPrediction == label ? Right : Wrong),
            (null, Faint),
            (entry.ApproximatePrediction, entry.ApproximatePrediction == label ? Right : Wrong),
        ];
        foreach ((int? digit, int color) in caption)
        {
            string text = digit?.ToString(CultureInfo.InvariantCulture) ?? "/";
            canvas.Write(captionLeft, captionTop, text, color, TextScale);
            captionLeft += pitch;
        }
    }

    private static string Summary(IReadOnlyList<ContactSheetEntry> entries)
    {
        int exact = entries.Count(entry => entry.ExactPrediction == entry.Sample.Label);
        int approximate = entries.Count(entry => entry.ApproximatePrediction == entry.Sample.Label);
        return string.Create(
            CultureInfo.InvariantCulture, $"right: exact {exact} of {entries.Count}, approximate {approximate} of {entries.Count}");
    }
}
