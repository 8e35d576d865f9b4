using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Tests.Shared;

/// <summary>Packages of models that tests build.</summary>
public static class PackageFiles
{
    /// <summary>The texts of a package.</summary>
    /// <param name="network">The network.</param>
    /// <param name="folder">Goes into the paths of the files.</param>
    public static PackageTexts Of(Network network, string folder = "pkg") => PackageWriter.Write(network, folder);

    /// <summary>The identity of a package that holds a network.</summary>
    public static PackageIdentity Identity(this Network network) => PackageIdentity.Of(Of(network));

    /// <summary>The network as it is after a package of it is written and read.</summary>
    public static Network Reread(this Network network) => ModelReader.Read(Of(network)).Network;

    /// <summary>Writes the texts of a network into a folder, which is created.</summary>
    public static PackageTexts Write(Network network, string folder)
    {
        PackageTexts package = Of(network, folder);
        Directory.CreateDirectory(folder);
        foreach (TextFile file in (TextFile[])[package.Graph, package.QuantSpec, package.Parameters])
        {
            File.WriteAllText(file.Path, file.Text);
        }

        return package;
    }
}
