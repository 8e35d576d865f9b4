using System.Buffers.Binary;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>PNG, JPEG and BMP files of a folder, with a sub-folder for each class, or none and no labels.</summary>
/// <remarks>
/// Images come out as red, green and blue bytes; transparency is dropped. Files are taken as hostile: their size is read before
/// their pixels, no other format is tried, and metadata are left alone.
/// </remarks>
internal sealed class ImageFolder : SampleSource
{
    private const int MaxFileBytes = 1 << 26;
    private const int MaxPixels = 1 << 25;
    private const int MaxImages = 10_000_000;

    /// <summary>Scans of a progressive JPEG, each of which goes over all pixels; encoders write about ten.</summary>
    private const int MaxScans = 200;

    // Positions of numbers in a BMP, and what they say: MSDN, "Bitmap Header Types".
    private const int BitmapSize = 2;
    private const int BitmapRows = 10;
    private const int BitmapHeaderSize = 14;
    private const int BitmapCompression = 30;
    private const uint BitmapShortHeader = 16;
    private const uint BitmapRle8 = 1;
    private const uint BitmapRle4 = 2;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp"];
    private static readonly Configuration Formats = MakeFormats();

    private readonly string _folder;

    private ImageFolder(string folder, IReadOnlyList<string> ids)
        : base(ids) => _folder = folder;

    public override SampleLayout Layout => SampleLayout.Hwc;

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8];

    private static ReadOnlySpan<byte> JpegScan => [0xFF, 0xDA];

    private static ReadOnlySpan<byte> JpegEnd => [0xFF, 0xD9];

    /// <summary>Whether a file is an image by its name.</summary>
    public static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Lists a folder; images are read when they are asked for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">Names of the sub-folders in the order of the classes; empty takes all, in ordinal order.</param>
    /// <exception cref="InputException">There are no images, or a folder is of no class.</exception>
    public static ImageFolder Read(string folder, IReadOnlyList<string> classes)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"There is no folder {Quote(folder)}");
        }

        string name = Quote(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
        string[] folders = [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)!).Where(sub => sub[0] != '.').Order(StringComparer.Ordinal)];
        List<string> ids = [];
        List<long> labels = [];
        foreach (string sub in folders)
        {
            int label = Array.IndexOf(classes.Count > 0 ? [.. classes] : folders, sub);
            string[] images = Images(Path.Combine(folder, sub));
            if (label < 0 && images.Length > 0)
            {
                throw new InputException($"{name} has a folder {Quote(sub)}, which is no class of the data set; {NearName.Hint(sub, [.. classes])}");
            }

            ids.AddRange(images.Select(image => $"{sub}/{image}"));
            labels.AddRange(images.Select(_ => (long)label));
        }

        string[] loose = Images(folder);
        if (ids.Count > 0 && loose.Length > 0)
        {
            throw new InputException($"{name} has images in sub-folders and the image {Quote(loose[0])} beside them: which class is it?");
        }

        return ids.Count == 0 && loose.Length == 0
            ? throw new InputException($"{name} has no PNG, JPEG or BMP images, neither in it nor in folders of it")
            : ids.Count + loose.Length > MaxImages ? throw new InputException(Invariant($"{name} has more than {MaxImages} images"))
            : new ImageFolder(folder, ids.Count > 0 ? ids : loose)
            {
                Labels = ids.Count > 0 ? [.. labels] : null,
                LabelsSource = name,
                ClassNames = classes.Count > 0 ? classes : ids.Count > 0 ? folders : [],
            };
    }

    public override IReadOnlyList<NpyArray> Read(int sample, Action<ReadOnlyMemory<byte>> content)
    {
        byte[] file = ReadFile(Ids[sample]);
        content(file);
        using Image<Rgb24> image = Decode(file, Ids[sample]);
        byte[] pixels = new byte[3 * image.Width * image.Height];
        image.CopyPixelDataTo(pixels);
        return [new NpyArray(ElementType.UInt8, [image.Height, image.Width, 3], pixels, Ids[sample])];
    }

    private byte[] ReadFile(string id)
    {
        try
        {
            return BoundedFile.ReadAllBytes(Path.Combine(_folder, id), MaxFileBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{Quote(id)} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    private static string[] Images(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(IsImage).Select(path => Path.GetFileName(path)!).Where(file => file[0] != '.').Order(StringComparer.Ordinal)];

    private static Image<Rgb24> Decode(byte[] file, string id)
    {
        try
        {
            using MemoryStream stream = new(file);
            IImageInfo? info = Image.Identify(Formats, stream)
                ?? throw new InputException($"{Quote(id)} is no PNG, JPEG or BMP image");
            if ((long)info.Width * info.Height > MaxPixels)
            {
                throw new InputException(Invariant($"{Quote(id)} has {info.Width} x {info.Height} pixels, more than {MaxPixels}"));
            }

            if (Scans(file) > MaxScans)
            {
                throw new InputException(Invariant($"{Quote(id)} has more than {MaxScans} scans"));
            }

            return IsCutOff(file, info) ? throw new InputException($"{Quote(id)} is cut off") : Image.Load<Rgb24>(Formats, file);
        }
#pragma warning disable CA1031 // A decoder that meets a damaged image may end in any way.
        catch (Exception e) when (e is not InputException)
#pragma warning restore CA1031
        {
            throw new InputException($"{Quote(id)} is damaged: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    /// <summary>Whether the end is missing: decoders fill in what is not there.</summary>
    private static bool IsCutOff(ReadOnlySpan<byte> file, IImageInfo info) =>
        file.StartsWith(PngStart) ? file.IndexOf("IEND"u8) < 0
        : file.StartsWith(JpegStart) ? file[(file.LastIndexOf(JpegScan) + 1)..].IndexOf(JpegEnd) < 0
        : file.StartsWith("BM"u8) && BitmapBytes(file, info) > file.Length;

    /// <summary>What a BMP needs: its size by its header, where some writers leave 0, or up to the last of its rows, where they are not compressed.</summary>
    private static long BitmapBytes(ReadOnlySpan<byte> file, IImageInfo info)
    {
        long stated = BinaryPrimitives.ReadUInt32LittleEndian(file[BitmapSize..]);
        bool isCompressed = BinaryPrimitives.ReadUInt32LittleEndian(file[BitmapHeaderSize..]) > BitmapShortHeader
            && BinaryPrimitives.ReadUInt32LittleEndian(file[BitmapCompression..]) is BitmapRle8 or BitmapRle4;
        long row = ((((long)info.Width * info.PixelType.BitsPerPixel) + 31) / 32) * sizeof(uint);
        return isCompressed ? stated : Math.Max(stated, BinaryPrimitives.ReadUInt32LittleEndian(file[BitmapRows..]) + (row * info.Height));
    }

    /// <summary>Places with the marker that begins a scan of a JPEG; its entropy-coded data never have it.</summary>
    private static int Scans(ReadOnlySpan<byte> file) => file.StartsWith(JpegStart) ? file.Count(JpegScan) : 0;

    private static Configuration MakeFormats()
    {
        Configuration formats = new(new PngConfigurationModule(), new JpegConfigurationModule(), new BmpConfigurationModule());
        formats.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        formats.ImageFormatsManager.SetDecoder(JpegFormat.Instance, new JpegDecoder { IgnoreMetadata = true });
        return formats;
    }
}
