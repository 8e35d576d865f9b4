using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Packages;

/// <summary>The packages, packed once from what was built with the tests, as the only package source of projects outside the checkout.</summary>
internal static class PackedFeed
{
    public const string Tool = "QMacVerify.Tool";
    public const string Generators = "QMacVerify.Generators";
    public const string Runtime = "QMacVerify.Runtime";

    private static readonly Dictionary<string, string> Projects = new() { [Tool] = "Compiler", [Generators] = "Generators", [Runtime] = "Runtime" };
    private static readonly Lazy<TemporaryFolder> Packed = new(Pack);

    public static IReadOnlyCollection<string> Ids => Projects.Keys;

    /// <summary>The version of the checkout, as its one place says.</summary>
    public static string Version { get; } = XDocument.Load(RepositoryFiles.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>A package of the feed.</summary>
    public static string FileOf(string id) => Packed.Value.PathOf("feed", FileName(id));

    /// <summary>Packs one package anew.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="folder">Gets it.</param>
    /// <returns>The file.</returns>
    public static string Pack(string id, string folder)
    {
        // What the tool publishes on the way goes beside it, not into the checkout.
        string project = RepositoryFiles.PathOf("src", Projects[id]);
        Dotnet.Succeed(
            RepositoryFiles.Root, "pack", project, "-c", Dotnet.Configuration, "--no-build", "-o", folder, "-v", "quiet",
            $"-p:PublishDir={Path.Combine(folder, "publish")}{Path.DirectorySeparatorChar}");
        return Path.Combine(folder, FileName(id));
    }

    /// <summary>Writes a <c>nuget.config</c> with this feed, or a copy of a part of it, as the only source, and with packages folder of its own.</summary>
    /// <param name="folder">Where projects are below; gets the feed and the packages, too.</param>
    /// <param name="ids">What the feed has; all without.</param>
    public static void Configure(string folder, params string[] ids)
    {
        string feed = Path.Combine(folder, "feed");
        Directory.CreateDirectory(feed);
        foreach (string id in ids.Length == 0 ? Ids : ids)
        {
            File.Copy(FileOf(id), Path.Combine(feed, FileName(id)));
        }

        File.WriteAllText(Path.Combine(folder, "nuget.config"), """
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="packages" />
              </config>
              <packageSources>
                <clear />
                <add key="feed" value="feed" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>The names and bytes of a package's files.</summary>
    public static SortedDictionary<string, byte[]> Read(string file)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        return new(archive.Entries.ToDictionary(entry => entry.FullName, Bytes), StringComparer.Ordinal);

        static byte[] Bytes(ZipArchiveEntry entry)
        {
            using Stream stream = entry.Open();
            using MemoryStream bytes = new();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    private static string FileName(string id) => string.Create(CultureInfo.InvariantCulture, $"{id}.{Version}.nupkg");

    private static TemporaryFolder Pack()
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        foreach (string id in Ids)
        {
            Pack(id, folder.PathOf("feed"));
        }

        return folder;
    }
}
