using System.Text.RegularExpressions;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Architecture;

/// <summary>The folders of each project stand in one order, that of <c>docs/architecture.md</c>, and none uses a type of a later one.</summary>
[Trait("Category", "Slow")]
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, Lazy<ProjectSources>> Projects = new[] { "Runtime", "Generators", "Checker", "Compiler" }
        .ToDictionary(project => project, project => new Lazy<ProjectSources>(() => ProjectSources.Read(project)));

    [Fact]
    public void Page_NamesEveryStrategy()
    {
        string page = File.ReadAllText(RepositoryFiles.PathOf("docs", "architecture.md"));
        Assert.All(KernelStrategies.Names, name => Assert.Matches($"(?m)^- (`\\w+`, )*`{name}`(, `\\w+`)*: ", page));
    }

    [Theory]
    [InlineData("Runtime")]
    [InlineData("Generators")]
    [InlineData("Checker")]
    [InlineData("Compiler")]
    public void Page_EachProject_ListsEveryFolderOnce(string project) =>
        Assert.Equal(Projects[project].Value.Folders.Order(StringComparer.Ordinal), FolderOrder.Read(project).Folders.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Runtime")]
    [InlineData("Generators")]
    [InlineData("Checker")]
    [InlineData("Compiler")]
    public void Types_EachProject_AreUsedFromLaterFoldersOnly(string project)
    {
        FolderOrder order = FolderOrder.Read(project);
        TypeUse[] back = [.. Projects[project].Value.Uses().Where(use => !order.Allows(use))];

        Assert.True(back.Length == 0, string.Join('\n', back.AsEnumerable()));
    }

    [Theory]
    [InlineData("Runtime", "Arrays/Planted.cs", "using QMacVerify.Runtime.Running; class Planted { SampleBatch? Batch; }",
        "Arrays/Planted.cs uses SampleBatch: Arrays -> Running")]
    [InlineData("Generators", "Graph/Planted.cs", "class Planted { static void Run(QMacVerify.Generators.Emit.SourceWriter w) => w.Line(); }",
        "Graph/Planted.cs uses SourceWriter: Graph -> Emit")]
    [InlineData("Compiler", "Files/Planted.cs", "namespace QMacVerify.Compiler; class Planted { object First() { var found = Hdl.Icarus.Find(); return found!; } }",
        "Files/Planted.cs uses Icarus: Files -> Hdl")]
    public void BackEdge_Planted_IsRefusedWithBothNames(string project, string path, string text, string refusal)
    {
        TypeUse back = Assert.Single(Projects[project].Value.UsesOf(path, text), use => !FolderOrder.Read(project).Allows(use));

        Assert.Equal(refusal, back.ToString());
    }

    /// <summary>What the checker trusts, and nothing of the analysis that it checks.</summary>
    [Fact]
    public void Checker_OfGenerators_UsesReadersAndProductsOnly()
    {
        string checker = RepositoryFiles.PathOf("src", "Checker");
        string[] sources = [.. Directory.EnumerateFiles(checker, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)];

        Assert.Equal(
            ["Circuits", "Graph", "Graph.Ops", "Reading", "Support", "Support.Text"],
            sources.SelectMany(text => Regex.Matches(text, @"Generators\.([A-Za-z.]+)").Select(match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(sources, text => Regex.IsMatch(text, @"\b(SumRange|ErrorRange|ParseAdder|OperatorPair|QMacVerify\.Runtime)\b"));
    }

    /// <summary>An import is checked as a value: a network becomes texts where a package is written, and nowhere else.</summary>
    [Fact]
    public void PackageTexts_OfANetwork_AreMadeInOnePlace()
    {
        string compiler = RepositoryFiles.PathOf("src", "Compiler");
        string[] calls =
        [
            .. Directory.EnumerateFiles(compiler, "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => File.ReadLines(file).Where(line => line.Contains("PackageWriter.Write(", StringComparison.Ordinal))
                    .Select(_ => Path.GetRelativePath(compiler, file).Replace('\\', '/'))),
        ];

        Assert.Equal(["Packages/ModelPackage.cs"], calls);
    }
}
