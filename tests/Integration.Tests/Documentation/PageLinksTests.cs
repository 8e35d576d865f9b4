using System.Text.RegularExpressions;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>Every link of the documentation leads to a file, and to a heading where it names one; every test that it names is there.</summary>
public sealed partial class PageLinksTests
{
    [Fact]
    public void RelativeLinks_LeadSomewhere() => Assert.Empty(MarkdownPage.Names.Select(MarkdownPage.Read).SelectMany(Broken));

    [Fact]
    public void Broken_MissingFileHeadingOrCase_IsFound()
    {
        MarkdownPage page = MarkdownPage.Parse("docs/page.md", """
            # One `code` (really): a Page
            ## Twice
            ## Twice
            [a](#one-code-really-a-page) [b](#twice-1) [c](#twice-2) `[d](none.md)`
            [e](operators.md#specs-one-grammar-everywhere) [f](operators.md#none) [g](Operators.md) ![h](../none.svg) [i](https://example.org)
            """);

        Assert.Equal(
            ["docs/page.md:4: #twice-2", "docs/page.md:5: operators.md#none", "docs/page.md:5: Operators.md", "docs/page.md:5: ../none.svg"],
            Broken(page));
    }

    [Fact]
    public void NamedTests_AreThere()
    {
        Dictionary<string, string> classes = Directory.EnumerateFiles(RepositoryFiles.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file)!).ToDictionary(files => files.Key, files => string.Concat(files.Select(File.ReadAllText)));

        Assert.Empty(MarkdownPage.Names.SelectMany(name => TestName().Matches(string.Join('\n', MarkdownPage.Read(name).Lines))
            .Where(match => !classes.TryGetValue(match.Groups[1].Value, out string? text) || !text.Contains($" {match.Groups[2].Value}", StringComparison.Ordinal))
            .Select(match => $"{name}: {match.Value}")));
    }

    private static IEnumerable<string> Broken(MarkdownPage page) => page.Links
        .Where(link => !Uri.IsWellFormedUriString(link.Target, UriKind.Absolute) && !Leads(page, link.Target))
        .Select(link => $"{page.Name}:{link.Line}: {link.Target}");

    private static bool Leads(MarkdownPage page, string target)
    {
        string[] parts = target.Split('#', 2);
        MarkdownPage? to = page;
        if (parts[0].Length > 0)
        {
            string file = Path.GetFullPath(Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(page.Name)!, parts[0]));
            if (!ExistsExactly(file))
            {
                return false;
            }

            to = parts.Length == 1 ? null : MarkdownPage.Read(Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'));
        }

        return parts.Length == 1 || to!.Anchors.Contains(parts[1]);
    }

    /// <summary>With the same letters: a site and most file systems tell a from A.</summary>
    private static bool ExistsExactly(string path) =>
        path.Length <= RepositoryFiles.Root.Length
            ? path == RepositoryFiles.Root
            : Directory.Exists(Path.GetDirectoryName(path)) && Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!).Contains(path) && ExistsExactly(Path.GetDirectoryName(path)!);

    [GeneratedRegex(@"\b([A-Z]\w+Tests)\b(?:\.(\w+))?")]
    private static partial Regex TestName();
}
