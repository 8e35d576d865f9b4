using System.Buffers.Binary;
using System.IO.Compression;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>An RGB image to draw on, written as PNG by the classes of .NET alone.</summary>
internal sealed class PngCanvas
{
    private const int BytesPerPixel = 3;

    private readonly byte[] pixels;

    /// <summary>A canvas filled with one colour.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="background">0xRRGGBB.</param>
    public PngCanvas(int width, int height, int background)
    {
        Width = width;
        Height = height;
        pixels = new byte[width * height * BytesPerPixel];
        Fill(0, 0, width, height, background);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Fills a rectangle with a colour, 0xRRGGBB.</summary>
    public void Fill(int left, int top, int width, int height, int color)
    {
        for (int y = top; y < top + height; y++)
        {
            for (int x = left; x < left + width; x++)
            {
                int at = ((y * Width) + x) * BytesPerPixel;
                pixels[at] = (byte)(color >> 16);
                pixels[at + 1] = (byte)(color >> 8);
                pixels[at + 2] = (byte)color;
            }
        }
    }

    /// <summary>Writes text in the <see cref="BitmapFont"/> and gives the position after it.</summary>
    /// <param name="left">Of the first character.</param>
    /// <param name="top">Of capitals and digits.</param>
    /// <param name="text">Characters of the font.</param>
    /// <param name="color">0xRRGGBB.</param>
    /// <param name="scale">Canvas pixels per font pixel.</param>
    public int Write(int left, int top, string text, int color, int scale)
    {
        foreach (char character in text)
        {
            foreach ((int x, int y) in BitmapFont.PixelsOf(character))
            {
                Fill(left + (x * scale), top + (y * scale), scale, scale, color);
            }

            left += BitmapFont.Advance * scale;
        }

        return left;
    }

    /// <summary>The PNG file. One canvas gives the same bytes every time; another version of .NET may compress differently.</summary>
    public byte[] ToPng()
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8; // bits per channel
        header[9] = 2; // RGB; compression, filter and interlace methods stay 0

        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, CompressedRows());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private byte[] CompressedRows()
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            int rowLength = Width * BytesPerPixel;
            for (int y = 0; y < Height; y++)
            {
                zlib.WriteByte(0); // every row as it is, not as the difference to another
                zlib.Write(pixels, y * rowLength, rowLength);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] checkedPart = [.. type, .. content];
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(checkedPart));
        file.Write(number);
    }

    /// <summary>The CRC-32 of PNG: reflected polynomial 0xEDB88320, initial value and final xor all ones.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
