using System.Reflection;
using Microsoft.CodeAnalysis;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Diagnostics;

public sealed class DescriptorsTests
{
    private static readonly DiagnosticDescriptor[] All =
        [.. typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ProblemDescriptor>().Select(problem => problem.ToRoslyn())];

    [Fact]
    public void EveryDescriptor_HasItsReleaseNote_AndNothingElseHas()
    {
        string[] rows = [.. File.ReadLines(RepositoryFiles.PathOf("src", "Generators", "AnalyzerReleases.Unshipped.md"))
            .Concat(File.ReadLines(RepositoryFiles.PathOf("src", "Generators", "AnalyzerReleases.Shipped.md")))
            .Where(line => line.StartsWith("QMAC", StringComparison.Ordinal))];

        Assert.Equal(
            All.Select(descriptor => $"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}").Order(StringComparer.Ordinal),
            rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_AreUnique() => Assert.Equal(All.Length, All.Select(descriptor => descriptor.Id).Distinct().Count());
}
