using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Data;

/// <summary>How the files of a data set are written.</summary>
internal enum DataKind
{
    /// <summary>.npy, one for each input, or one .npz.</summary>
    Arrays,

    /// <summary>The format of MNIST, plain or gzip.</summary>
    Idx,

    /// <summary>CIFAR-10, binary version.</summary>
    Cifar10,

    /// <summary>CIFAR-100, binary version.</summary>
    Cifar100,

    /// <summary>A folder of PNG, JPEG and BMP files, a sub-folder for each class.</summary>
    Images,

    /// <summary>A table in text.</summary>
    Csv,
}

/// <summary>What the numbers of a file are.</summary>
internal enum ValueKind
{
    /// <summary>Bytes of images: code = pixel - 128.</summary>
    Pixels,

    /// <summary>Codes of the model already.</summary>
    Codes,

    /// <summary>Real numbers, after scale, mean and standard deviation; the model's scale makes codes of them.</summary>
    Real,
}

/// <summary>Order of the channels that a model takes.</summary>
internal enum ChannelOrder
{
    Rgb,
    Bgr,

    /// <summary>One channel: 0.299 red + 0.587 green + 0.114 blue, as ITU-R BT.601 weights them.</summary>
    Gray,
}

/// <summary>How pictures are resized: both with a filter as wide as the pictures shrink, as Pillow does.</summary>
internal enum Resampling
{
    Bilinear,
    Bicubic,
}

/// <summary>Height and width in pixels.</summary>
internal readonly record struct PictureSize(int Height, int Width);

/// <summary>To which size pictures are brought: to that one, or so that the shorter side has a length.</summary>
/// <param name="Size">The size; null with <paramref name="Shorter"/>.</param>
/// <param name="Shorter">Length of the shorter side.</param>
internal sealed record ResizeRule(PictureSize? Size, int Shorter);

/// <summary>What turns files into codes of a model: the content of <c>data.json</c>, or what a path alone says.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Kind">How the files are written.</param>
/// <param name="Files">Relative to <paramref name="Folder"/>.</param>
/// <param name="Folder">Where the declaration stands; no part of what it declares.</param>
internal sealed record DataDeclaration(string Name, DataKind Kind, IReadOnlyList<string> Files, string Folder)
{
    public const string Schema = "qmac.data/1";

    /// <summary>File of labels, array of an npz, column of a table, or <c>fine</c> and <c>coarse</c> of CIFAR-100; null for the usual one.</summary>
    public string? Labels { get; init; }

    /// <summary>What the numbers are; null goes by their type.</summary>
    public ValueKind? Values { get; init; }

    /// <summary>Factor of the numbers; null is 1.</summary>
    public double? Scale { get; init; }

    /// <summary>Taken away after scaling, one for each channel or one for all; empty is 0.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Divided by at last, likewise; empty is 1.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [];

    /// <summary>Whether arrays have their channels first; null where they have the axes of the model's input.</summary>
    public bool? HasChannelsFirst { get; init; }

    /// <summary>Channels that the model takes; null is gray for one, red, green and blue for three.</summary>
    public ChannelOrder? Channels { get; init; }

    /// <summary>How pictures are resized first; null leaves them.</summary>
    public ResizeRule? Resize { get; init; }

    /// <summary>Filter of the resizing.</summary>
    public Resampling Resampling { get; init; }

    /// <summary>What is cut from the middle then; null leaves all.</summary>
    public PictureSize? Crop { get; init; }

    /// <summary>Names of the classes in their order; empty where the files say it, or nothing does.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Columns of a table that are features; empty is all but the label.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Named parts; null where there are none.</summary>
    public DataSplit? Split { get; init; }

    /// <summary>Whether numbers are more than copied or quantized.</summary>
    public bool Normalizes => Scale is not null || Mean.Count > 0 || Deviation.Count > 0;

    /// <summary>Whether samples are handled as pictures, of bytes.</summary>
    public bool ChangesPictures => Resize is not null || Crop is not null || Channels is not null;

    /// <summary>Full path of a file that the declaration names.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Hash of all that decides which codes the samples of files become.</summary>
    /// <param name="part">The part of the split that is taken; without one the split decides nothing.</param>
    public string Sha256(string? part) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalText(part))));

    /// <summary>What decides, in one order. Names do not: neither of the data set nor of files.</summary>
    private string CanonicalText(string? part)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("kind", Kind.ToString().ToLowerInvariant());
            Text("values", Values?.ToString().ToLowerInvariant());
            List("scale", Scale is double scale ? [scale] : []);
            List("mean", Mean);
            List("std", Deviation);
            Text("layout", HasChannelsFirst is bool first ? first ? "CHW" : "HWC" : null);
            Text("channels", Channels?.ToString().ToLowerInvariant());
            if (Resize is not null)
            {
                json.Member("resize", Resize.Size is PictureSize size ? [size.Height, size.Width] : (int[])[Resize.Shorter]);
                Text("resampling", Resampling.ToString().ToLowerInvariant());
            }

            if (Crop is PictureSize crop)
            {
                json.Member("crop", (int[])[crop.Height, crop.Width]);
            }

            if (Classes.Count > 0)
            {
                json.Member("classes", Classes);
            }

            if (part is not null)
            {
                Split!.Write(json);
                json.Member("part", part);
            }
        }

        return json.ToString();

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                json.Member(name, value);
            }
        }

        void List(string name, IReadOnlyList<double> values)
        {
            if (values.Count > 0)
            {
                json.Member(name, values);
            }
        }
    }
}
