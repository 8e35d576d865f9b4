using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Diagnostics;

/// <summary>
/// Each id has its page in <c>docs/diagnostics</c>, whose example gives the id: commands, which the test of the pages' commands runs,
/// or items of a project, which are given to the generator here.
/// </summary>
public sealed partial class DiagnosticPagesTests
{
    /// <summary>Nobody can give an example of it.</summary>
    private static readonly string OfOurs = Descriptors.InternalError.Id;

    private static readonly string Folder = RepositoryFiles.PathOf("docs", "diagnostics");

    private static readonly ProblemDescriptor[] All =
        [.. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ProblemDescriptor>()];

    public static TheoryData<string> Ids => [.. All.Select(problem => problem.Id)];

    [Fact]
    public void Pages_AreThoseOfTheDescriptors() => Assert.Equal(
        All.Select(problem => problem.Id).Append("index").Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Folder, "*.md").Where(file => !file.Contains(".received.", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Index_HasARowForEachId()
    {
        string index = File.ReadAllText(Path.Combine(Folder, "index.md"));

        Assert.Equal(All.Select(problem => $"| [{problem.Id}]({problem.Id}.md) | {problem.Title} |"), Row().Matches(index).Select(match => match.Value));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_SaysCauseExampleAndWayOut(string id)
    {
        ProblemDescriptor problem = All.Single(candidate => candidate.Id == id);
        string page = File.ReadAllText(Path.Combine(Folder, $"{id}.md"));

        Assert.Equal([$"# {id}: {problem.Title}", "## Cause", "## Example", "## Way out"], Heading().Matches(page).Select(match => match.Value));
        Assert.EndsWith($"/docs/diagnostics/{id}.md", problem.ToRoslyn().HelpLinkUri, StringComparison.Ordinal);
        if (Items(page) is string items)
        {
            Assert.Contains(Generate(items), diagnostic => diagnostic.Id == id);
        }
        else if (id != OfOurs)
        {
            Assert.Contains($"\nqmac: {id}: ", page, StringComparison.Ordinal);
        }
    }

    /// <summary>What the generator says to the items of a page, in a debug build with a package in <c>export/net</c>.</summary>
    private static ImmutableArray<Diagnostic> Generate(string items)
    {
        const string export = GeneratorProject.Folder + "/export/net";
        ModelItemLine[] lines = [.. XElement.Parse($"<Items>{items}</Items>").Elements().Select(item => new ModelItemLine(item.Attribute("Include")!.Value, "")
        {
            Namespace = "Demo",
            Others = [.. item.Attributes().Where(data => data.Name != "Include").Select(data => (data.Name.LocalName, data.Value))],
        })];
        return new GeneratorProject().WithPackage(export, PackageFiles.Of(TinyGraphs.Network(1), export)).WithoutOptimization().WithItems(lines).Run().Diagnostics;
    }

    private static string? Items(string page) => ItemBlock().Match(page) is { Success: true } block ? block.Groups[1].Value : null;

    [GeneratedRegex("^#+ .+$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| \[QMAC.+$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("```xml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ItemBlock();
}
