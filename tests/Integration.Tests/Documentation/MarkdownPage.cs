using System.Text.RegularExpressions;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>A page of the documentation: its blocks of code, headings and links.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string name, string[] lines)
    {
        Name = name;
        Lines = lines;
        Blocks = [.. FindBlocks(lines)];
    }

    /// <summary>Every page: of the top folder and of <c>docs</c>, by path from the root, ordinal.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(RepositoryFiles.Root, "*.md")
            .Concat(Directory.EnumerateFiles(RepositoryFiles.PathOf("docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
            .Where(name => !name.EndsWith(".received.md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>Path from the root, with <c>/</c>.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>What <c>#...</c> of a link may name: each heading as GitHub and docfx write it.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            HashSet<string> anchors = [];
            foreach (string heading in Prose().Select(line => Heading().Match(line.Text)).Where(match => match.Success).Select(match => match.Groups[1].Value))
            {
                string slug = AnchorOf(heading);
                string anchor = slug;
                for (int copy = 1; !anchors.Add(anchor); copy++)
                {
                    anchor = $"{slug}-{copy}";
                }
            }

            return anchors;
        }
    }

    /// <summary>Targets of links and pictures, with their line, from 1.</summary>
    public IEnumerable<(int Line, string Target)> Links => Prose().SelectMany(line =>
        Link().Matches(CodeSpan().Replace(line.Text, "code")).Select(match => (line.Number, match.Groups[1].Value)));

    public static MarkdownPage Read(string name) => Parse(name, File.ReadAllText(RepositoryFiles.PathOf(name.Split('/'))));

    public static MarkdownPage Parse(string name, string text) => new(name, text.ReplaceLineEndings("\n").Split('\n'));

    private static string AnchorOf(string heading) =>
        NotInAnchors().Replace(LinkText().Replace(heading, "$1").Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static IEnumerable<CodeBlock> FindBlocks(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            Match fence = Fence().Match(lines[i]);
            if (!fence.Success)
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, line => Fence().Match(line) is { Success: true } close
                && close.Groups["ticks"].Length >= fence.Groups["ticks"].Length && close.Groups["language"].Length == 0);
            end = end < 0 ? lines.Length : end;
            yield return new CodeBlock(fence.Groups["language"].Value, i + 1, lines[(i + 1)..end], MarksAbove(lines, i));
            i = end;
        }
    }

    private static Dictionary<string, string> MarksAbove(string[] lines, int line)
    {
        Dictionary<string, string> marks = [];
        for (int i = line - 1; i >= 0 && Mark().Match(lines[i]) is { Success: true } mark; i--)
        {
            marks.Add(mark.Groups["key"].Value, mark.Groups["value"].Value);
        }

        return marks;
    }

    /// <summary>The lines outside of blocks, numbered from 1.</summary>
    private IEnumerable<(int Number, string Text)> Prose()
    {
        HashSet<int> code = [.. Blocks.SelectMany(block => Enumerable.Range(block.Line, block.Lines.Count + 2))];
        return Lines.Select((text, index) => (index + 1, text)).Where(line => !code.Contains(line.Item1));
    }

    [GeneratedRegex("^ {0,3}(?<ticks>`{3,})(?<language>[^`\\s]*)[^`]*$")]
    private static partial Regex Fence();

    [GeneratedRegex("^<!-- (?<key>file|needs|not run): (?<value>.+) -->$")]
    private static partial Regex Mark();

    [GeneratedRegex("^#{1,6} (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)\s]+)(?: ""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("(`+)(?!`).*?(?<!`)\\1(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
