using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Tests.Shared;

/// <summary>Packages of models that tests build.</summary>
public static partial class PackageFiles
{
    private static readonly ConditionalWeakTable<Network, PackageIdentity> Identities = [];

    /// <summary>The texts of a package.</summary>
    /// <param name="network">The network.</param>
    /// <param name="folder">Goes into the paths of the files.</param>
    public static PackageTexts Of(Network network, string folder = "pkg") => PackageWriter.Write(network, folder);

    /// <summary>The identity of a package that holds a network, computed once for each instance.</summary>
    public static PackageIdentity Identity(this Network network) => Identities.GetValue(network, other => PackageIdentity.Of(Of(other)));

    /// <summary>The network as it is after a package of it is written and read.</summary>
    public static Network Reread(this Network network) => ModelReader.Read(Of(network)).Network;

    /// <summary>A package whose graph was edited, with the hash of the graph as it is now: what <c>qmac pack</c> makes of it.</summary>
    public static PackageTexts Rebind(PackageTexts package) => package with
    {
        QuantSpec = package.QuantSpec with
        {
            Text = GraphHash().Replace(package.QuantSpec.Text!, match => match.Groups[1].Value + PackageIdentity.Of(package).GraphSha256),
        },
    };

    /// <summary>The same with a package on disk.</summary>
    public static void RebindFolder(string folder)
    {
        PackageTexts package = new(Read(PackageTexts.GraphFile), Read(PackageTexts.QuantSpecFile), Read(PackageTexts.ParametersFile));
        File.WriteAllText(package.QuantSpec.Path, Rebind(package).QuantSpec.Text);

        TextFile Read(string name) => new(Path.Combine(folder, name), File.ReadAllText(Path.Combine(folder, name)));
    }

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

    [GeneratedRegex("(\"graph_sha256\": \")[0-9a-f]{64}")]
    private static partial Regex GraphHash();
}
