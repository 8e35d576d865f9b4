using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Packages;

/// <summary>A package on disk: a folder with <c>graph.json</c>, <c>quant_spec.json</c>, <c>params.npz</c> and its text twin.</summary>
internal static class ModelPackage
{
    public const string ArchiveFile = "params.npz";

    /// <summary>Writes the four files, all or none; other files of the folder stay.</summary>
    /// <returns>The package as its readers will see it.</returns>
    /// <exception cref="DiagnosticException">The network is not valid: a reader would refuse the package.</exception>
    public static Package Write(string folder, Network network)
    {
        NetworkValidator.Check(network);
        (Package package, PackageTexts texts) = Make(network);
        NpzArchive archive = ParameterArchive.Write(network.Graph, network.Parameters);
        AtomicFile.WriteAll(
        [
            (Path.Combine(folder, ArchiveFile), archive.Write),
            TextFile(folder, texts.Parameters),
            TextFile(folder, texts.QuantSpec),
            TextFile(folder, texts.Graph),
        ]);
        return package;
    }

    /// <summary>The package that <see cref="Write"/> would write, for a command that only goes on with it.</summary>
    public static Package InMemory(Network network) => Make(network).Package;

    /// <summary>Reads and checks a package; the arrays of the npz must be those of the text twin.</summary>
    /// <exception cref="InputException">There is no such folder.</exception>
    /// <exception cref="DiagnosticException">A file is missing or malformed, or files do not agree.</exception>
    /// <exception cref="ArrayFormatException">The npz is malformed.</exception>
    public static Package Read(string folder)
    {
        Package package = ModelReader.Read(ReadTexts(folder));
        ParameterSet values = ReadArchive(folder, package.Network.Graph);
        foreach (int tensor in values.Tensors)
        {
            if (values[tensor].Sha256 != package.Network.Parameters[tensor].Sha256)
            {
                throw new DiagnosticException(new DiagnosticInfo(
                    Descriptors.HashMismatch,
                    null,
                    $"the values of {TensorInfo.KeyOf(tensor)} in {ArchiveFile} have another SHA-256 than {PackageTexts.QuantSpecFile} records"));
            }
        }

        return package;
    }

    /// <summary>Takes over edited values of the npz, and an edited graph: rewrites the text twin, and the hashes in quant_spec.json but nothing else there.</summary>
    /// <returns>The package, and what has a new hash: graph.json, or keys of arrays.</returns>
    /// <exception cref="InputException">There is no such folder.</exception>
    /// <exception cref="DiagnosticException">A file is missing or malformed, or shapes do not agree.</exception>
    /// <exception cref="ArrayFormatException">The npz is malformed.</exception>
    public static (Package Package, IReadOnlyList<string> Changed) Pack(string folder)
    {
        PackageTexts texts = ReadTexts(folder);
        QuantizedGraph graph = ModelReader.ReadGraph(texts.Graph, texts.QuantSpec);
        ParameterSet values = ReadArchive(folder, graph);
        (string quantSpec, IReadOnlyList<string> changed) = RecordedHashes.Replace(texts.QuantSpec, PackageIdentity.Of(texts).GraphSha256, values);
        PackageTexts packed = texts with
        {
            QuantSpec = texts.QuantSpec with { Text = quantSpec },
            Parameters = texts.Parameters with { Text = ParameterTextFormat.Write(values) },
        };
        Package package = ModelReader.Read(packed);
        AtomicFile.WriteAll([TextFile(folder, packed.Parameters), TextFile(folder, packed.QuantSpec)]);
        return (package, changed);
    }

    private static (Package Package, PackageTexts Texts) Make(Network network)
    {
        PackageTexts texts = PackageWriter.Write(network);
        return (new Package(network, PackageIdentity.Of(texts)), texts);
    }

    private static PackageTexts ReadTexts(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"There is no package {folder}; make one with qmac export --tflite FILE --out {ShellWord.Of(folder)}");
        }

        return new PackageTexts(
            ReadText(folder, PackageTexts.GraphFile),
            ReadText(folder, PackageTexts.QuantSpecFile),
            ReadText(folder, PackageTexts.ParametersFile));
    }

    private static TextFile ReadText(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return new TextFile(path, File.Exists(path) ? File.ReadAllText(path) : null);
    }

    private static ParameterSet ReadArchive(string folder, QuantizedGraph graph)
    {
        string path = Path.Combine(folder, ArchiveFile);
        return File.Exists(path)
            ? ParameterArchive.Read(NpzArchive.ReadFile(path), graph)
            : throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.MissingFile, FilePosition.StartOf(path), $"the package has no {ArchiveFile}; export the model again"));
    }

    private static (string Path, Action<Stream> Write) TextFile(string folder, TextFile file) =>
        (Path.Combine(folder, Path.GetFileName(file.Path)), stream => stream.Write(new System.Text.UTF8Encoding(false).GetBytes(file.Text!)));
}
