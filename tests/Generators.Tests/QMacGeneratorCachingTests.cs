using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Reading;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests;

/// <summary>A change reruns what depends on it and nothing else.</summary>
public sealed class QMacGeneratorCachingTests
{
    private const string First = GeneratorProject.Folder + "/export/first";
    private const string Second = GeneratorProject.Folder + "/export/second";

    private static GeneratorProject Project()
    {
        GeneratorProject project = new GeneratorProject()
            .WithPackage(First, PackageFiles.Of(TinyGraphs.Network(1), First))
            .WithPackage(Second, PackageFiles.Of(TinyGraphs.Network(2), Second))
            .WithItems(new("export/first", "First"), new("export/second", "Second"), new("export/first", "Third") { Multiplier = "trunc:2" });
        GeneratorRunResult first = project.Run();
        Assert.Equal(6, first.GeneratedSources.Length);
        Assert.Equal(QMacGenerator.Stages.All.Order(), first.TrackedSteps.Keys.Where(QMacGenerator.Stages.All.Contains).Order());
        return project;
    }

    [Fact]
    public void Nothing_Changed_RegeneratesNothing() => AssertAllCached(Project().Run());

    [Fact]
    public void UnrelatedSource_RegeneratesNothing() => AssertAllCached(Project().WithSource("class Unrelated { }").Run());

    [Fact]
    public void UnrelatedFile_RegeneratesNothing() => AssertAllCached(Project().With(GeneratorProject.Folder + "/graph.json", "{}").Run());

    [Fact]
    public void SameContent_RegeneratesNothing()
    {
        GeneratorProject project = Project().WithPackage(First, PackageFiles.Of(TinyGraphs.Network(1), First));
        AssertAllCached(project.Run());
    }

    [Fact]
    public void QuantSpecEdit_RegeneratesOnlyItsModel()
    {
        PackageTexts package = PackageFiles.Of(TinyGraphs.Network(2), Second);
        string edited = package.QuantSpec.Text!.Replace("\"zero_point\": -128", "\"zero_point\":  -128", StringComparison.Ordinal);
        Assert.NotEqual(package.QuantSpec.Text, edited);
        GeneratorRunResult result = Project().With($"{Second}/quant_spec.json", edited).Run();

        Assert.Equal(1, CountChanged(result, QMacGenerator.Stages.Files));
        Assert.Equal(1, CountChanged(result, QMacGenerator.Stages.Requests));
        Assert.Equal(1, CountChanged(result, QMacGenerator.Stages.Sources));
        Assert.Equal(0, CountChanged(result, QMacGenerator.Stages.Manifest));
        Assert.Equal(0, CountChanged(result, QMacGenerator.Stages.Optimization));
    }

    [Fact]
    public void PackageOfTwoModels_Edited_RegeneratesBoth()
    {
        PackageTexts package = PackageFiles.Of(TinyGraphs.Network(1), First);
        PackageTexts edited = PackageFiles.Rebind(package with { Graph = package.Graph with { Text = package.Graph.Text + "\n" } });
        GeneratorRunResult result = Project().WithPackage(First, edited).Run();

        Assert.Empty(result.Diagnostics);
        Assert.Equal(2, CountChanged(result, QMacGenerator.Stages.Files));
        Assert.Equal(2, CountChanged(result, QMacGenerator.Stages.Sources));
    }

    [Fact]
    public void ItemEdit_RegeneratesOnlyItsModel()
    {
        GeneratorRunResult result = Project()
            .WithItems(new("export/first", "First"), new("export/second", "Second"), new("export/first", "Third") { Multiplier = "trunc:3" })
            .Run();

        Assert.Equal(0, CountChanged(result, QMacGenerator.Stages.Files));
        Assert.Equal(1, CountChanged(result, QMacGenerator.Stages.Sources));
    }

    private static int CountChanged(GeneratorRunResult result, string stage) =>
        result.TrackedSteps[stage].SelectMany(step => step.Outputs).Count(output => !IsCached(output.Reason));

    private static void AssertAllCached(GeneratorRunResult result)
    {
        foreach (string stage in QMacGenerator.Stages.All)
        {
            Assert.Equal(0, CountChanged(result, stage));
        }

        Assert.All(
            result.TrackedOutputSteps.SelectMany(outputs => outputs.Value).SelectMany(step => step.Outputs),
            output => Assert.True(IsCached(output.Reason), $"an output is {output.Reason}"));
        Assert.Equal(6, result.GeneratedSources.Length);
    }

    private static bool IsCached(IncrementalStepRunReason reason) =>
        reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;
}
