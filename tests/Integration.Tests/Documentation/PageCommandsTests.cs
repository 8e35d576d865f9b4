using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Documentation;

/// <summary>Every command that a page shows is run, and gives the output that the page shows.</summary>
/// <remarks>A page that is out of date is written as <c>page.received.md</c> with the output that there was; accepting it is renaming it.</remarks>
public sealed class PageCommandsTests : IClassFixture<TemporaryFolder>
{
    private readonly TemporaryFolder _cache;

    public PageCommandsTests(TemporaryFolder cache) => _cache = cache;

    public static TheoryData<string> PagesWithCommands => [.. MarkdownPage.Names.Where(name => MarkdownPage.Read(name).Blocks.Any(block => block.IsConsole && block.NotRun is null))];

    [SkippableTheory]
    [Trait("Category", "Long")]
    [MemberData(nameof(PagesWithCommands))]
    public void Page_EveryCommand_GivesWhatIsShown(string name)
    {
        Tools.Require("bash");

        (string page, IReadOnlyList<string> failures, IReadOnlyList<string> missing) = new PageSession(MarkdownPage.Read(name), _cache.Path).Run();

        Assert.Empty(failures);
        Snapshot.VerifyFile(page, RepositoryFiles.PathOf(name.Split('/')));
        Skip.If(missing.Count > 0, $"{string.Join(", ", missing)} is not on PATH.");
    }

    [Fact]
    public void EveryBlockOfCommandsOrCode_IsRunOrSaysWhyNot()
    {
        List<string> silent = [];
        List<string> notRun = [];
        foreach (MarkdownPage page in MarkdownPage.Names.Select(MarkdownPage.Read))
        {
            silent.AddRange(page.Blocks.Where(block => block.NotRun is null && (block.LooksLikeCommands || (block.IsProgram && block.File is null)))
                .Select(block => $"{page.Name}:{block.Line}"));
            notRun.AddRange(page.Blocks.Where(block => block.NotRun is not null).GroupBy(block => block.NotRun)
                .Select(blocks => $"{page.Name}: {blocks.Count()} not run: {blocks.Key}"));
        }

        Assert.Empty(silent);
        Snapshot.Verify(string.Concat(notRun.Select(line => line + "\n")), "NotRun");
    }

    [Fact]
    public void Session_WrongOutputAndExitCode_AreTold()
    {
        Tools.Require("bash");
        const string text = """
            <!-- file: sub/word.txt -->
            ```
            right
            ```
            ```console
            $ cd sub; cat word.txt
            right
            $ pwd | sed 's/.*work.//'; echo 'of 12 s'
            sub
            of ... s
            $ echo a; echo b
            > echo c
            a
            ...
            $ echo new
            old
            older
            $ false
            $ false
            $ echo $?
            1
            ```
            <!-- not run: it fails -->
            ```console
            $ false
            ```
            """;

        (string page, IReadOnlyList<string> failures, IReadOnlyList<string> missing) = new PageSession(MarkdownPage.Parse("page", text), _cache.Path).Run();

        Assert.Equal(text.Replace("old\nolder\n", "new\n", StringComparison.Ordinal), page);
        Assert.Equal(["page:18: \"false\" ended with 1: "], failures);
        Assert.Empty(missing);
    }
}
