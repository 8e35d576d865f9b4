using System.Text.RegularExpressions;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>The site that docfx makes of <c>docs</c>.</summary>
public sealed partial class SiteTests
{
    /// <summary>What is in the folder and not on the site.</summary>
    private static readonly string[] Elsewhere = ["docs/progress.md"];

    private static IEnumerable<string> Pages => MarkdownPage.Names.Where(name => name.StartsWith("docs/", StringComparison.Ordinal)).Except(Elsewhere);

    [Fact]
    public void Contents_NameEveryPageOnce() => Assert.Equal(
        Pages.Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(RepositoryFiles.PathOf("docs"), "toc.yml", SearchOption.AllDirectories).SelectMany(PagesOf).Order(StringComparer.Ordinal));

    [SkippableFact]
    public void Site_IsBuiltWithoutAWarning()
    {
        (int exitCode, string output) = Dotnet.Run(RepositoryFiles.Root, "tool", "restore");
        Skip.If(exitCode != 0, "dotnet tool restore does not bring docfx.");
        using TemporaryFolder site = new();

        (exitCode, output) = Dotnet.Run(RepositoryFiles.Root, "docfx", "build", "docs/docfx.json", "--warningsAsErrors", "--output", site.Path);

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            Pages.Select(name => Path.ChangeExtension(name["docs/".Length..], ".html")).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(site.Path, "*.html", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(site.Path, file).Replace('\\', '/'))
                .Where(name => Path.GetFileName(name) != "toc.html").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> PagesOf(string contents) => Entry().Matches(File.ReadAllText(contents))
        .Select(match => Path.GetRelativePath(RepositoryFiles.Root, Path.GetFullPath(match.Groups[1].Value, Path.GetDirectoryName(contents)!)).Replace('\\', '/'));

    [GeneratedRegex(@"href: (\S+\.md)$", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
