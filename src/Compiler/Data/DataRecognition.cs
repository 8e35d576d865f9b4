using QMacVerify.Compiler.Data.Sources;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data;

/// <summary>What a path alone says of a data set.</summary>
internal static class DataRecognition
{
    /// <summary>Name of a declaration in the folder of its data set.</summary>
    public const string DeclarationFile = "data.json";

    private const string Expected = "expected data.json, .npy or .npz, IDX (MNIST), CIFAR .bin, .csv, or a folder of them or of images";

    /// <summary>Names of arrays in a folder, and of their labels.</summary>
    private static readonly (string Inputs, string Labels)[] ArrayNames = [("images.npy", "labels.npy"), ("x.npy", "y.npy")];

    /// <summary>The declaration at a path, or of what is recognized there.</summary>
    /// <param name="paths">As of <see cref="DataRequest"/>.</param>
    /// <exception cref="InputException">There is nothing, or nothing that is known.</exception>
    public static DataDeclaration Of(IReadOnlyList<string> paths)
    {
        if (paths is not [string path])
        {
            string? other = paths.FirstOrDefault(each => !IsArray(each));
            return other is null
                ? new DataDeclaration(NameOf(paths[0]), DataKind.Arrays, [.. paths.Select(Path.GetFullPath)], "")
                : throw new InputException($"--data {Quote(other)}: several are the .npy files of a model's inputs, in their order");
        }

        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return DataDeclarationReader.Read(path);
        }

        return Directory.Exists(path) ? OfFolder(path)
            : File.Exists(path) ? OfFile(path)
            : throw new InputException($"There is no data set {Quote(path)}");
    }

    private static bool IsArray(string path) => Path.GetExtension(path).ToLowerInvariant() is ".npy" or ".npz";

    private static string NameOf(string path) =>
        Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static DataDeclaration OfFile(string path)
    {
        if (FileStatus.IsSpecial(path))
        {
            throw new InputException($"{Quote(Path.GetFileName(path))} is a device, a pipe or a socket, expected a file");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string file = Path.GetFileName(path);
        DataDeclaration Of(DataKind kind, string? labels = null) => new(NameOf(path), kind, [file], folder) { Labels = labels };
        string plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return IsArray(file) ? Of(DataKind.Arrays)
            : Path.GetExtension(plain).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? Of(DataKind.Csv)
            : plain.Contains("-idx", StringComparison.Ordinal) || plain.Contains(".idx", StringComparison.Ordinal) || StartsAsIdx(path)
                ? Of(DataKind.Idx, IdxFiles.LabelsBeside(path) is string beside ? Path.GetFileName(beside) : null)
            : Path.GetExtension(file).Equals(".bin", StringComparison.OrdinalIgnoreCase) && CifarFiles.KindOf(new FileInfo(path).Length) is DataKind cifar ? Of(cifar)
            : throw new InputException($"{Quote(file)} is no data set that is recognized; {Expected}");
    }

    private static DataDeclaration OfFolder(string path)
    {
        string folder = Path.GetFullPath(path);
        bool Has(string file) => File.Exists(Path.Combine(folder, file));
        if (Has(DeclarationFile))
        {
            return DataDeclarationReader.Read(Path.Combine(path, DeclarationFile));
        }

        DataDeclaration Of(DataKind kind, IReadOnlyList<string> files, string? labels = null) => new(NameOf(path), kind, files, folder) { Labels = labels };
        if (Has("input_0.npy"))
        {
            string[] inputs = [.. Enumerable.Range(0, int.MaxValue).Select(i => Invariant($"input_{i}.npy")).TakeWhile(Has)];
            return Of(DataKind.Arrays, inputs, Has("labels.npy") ? "labels.npy" : null);
        }

        foreach ((string inputs, string labels) in ArrayNames)
        {
            if (Has(inputs))
            {
                return Of(DataKind.Arrays, [inputs], Has(labels) ? labels : null);
            }
        }

        string[] images = [.. Directory.EnumerateFiles(folder, "*images*idx*").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        return images.Length == 1 ? OfFile(Path.Combine(path, images[0])) with { Name = NameOf(path) }
            : images.Length > 1 ? throw new InputException($"{Quote(Path.GetFileName(folder))} has several data sets; name a file: {string.Join(", ", images)}")
            : Has("test_batch.bin") ? Of(DataKind.Cifar10, ["test_batch.bin"])
            : Has("test.bin") && CifarFiles.KindOf(new FileInfo(Path.Combine(folder, "test.bin")).Length) == DataKind.Cifar100 ? Of(DataKind.Cifar100, ["test.bin"])
            : Of(DataKind.Images, ["."]);
    }

    private static bool StartsAsIdx(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && IdxFiles.IsMagic(start);
    }
}
