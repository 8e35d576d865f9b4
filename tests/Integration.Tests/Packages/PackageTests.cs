using System.Text;
using System.Xml.Linq;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.Packages;

/// <summary>What the packages hold and say of themselves, and what projects are told that they are not for.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Ids => [.. PackedFeed.Ids];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ids))]
    public void Package_EachOne_NamesLicenceRepositoryAndVersion(string id)
    {
        SortedDictionary<string, byte[]> files = PackedFeed.Read(PackedFeed.FileOf(id));
        XElement metadata = XDocument.Parse(Encoding.UTF8.GetString(files[$"{id}.nuspec"]).TrimStart('\uFEFF')).Root!.Elements().First();
        XNamespace space = metadata.Name.Namespace;
        string Text(string name) => metadata.Element(space + name)!.Value;

        Assert.Equal(id, Text("id"));
        Assert.Equal(PackedFeed.Version, Text("version"));
        Assert.Equal("MIT", Text("license"));
        Assert.StartsWith("https://", metadata.Element(space + "repository")!.Attribute("url")!.Value, StringComparison.Ordinal);
        Assert.NotEmpty(Text("description"));
        Assert.Equal(File.ReadAllBytes(RepositoryFiles.PathOf("docs", "icon.png")), files[Text("icon")]);
        Assert.Contains(id, Encoding.UTF8.GetString(files[Text("readme")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PackedFeed.Tool, "tools/net10.0/any/qmac.dll", "tools/net10.0/any/DotnetToolSettings.xml")]
    [InlineData(PackedFeed.Generators, "analyzers/dotnet/cs/QMacVerify.Generators.dll", "build/QMacVerify.Generators.targets")]
    [InlineData(PackedFeed.Runtime, "lib/net10.0/QMacVerify.Runtime.dll", "lib/net10.0/QMacVerify.Runtime.xml")]
    public void Package_EachOne_HoldsItsAssembly(string id, params string[] expected) =>
        Assert.Subset(PackedFeed.Read(PackedFeed.FileOf(id)).Keys.ToHashSet(), expected.ToHashSet());

    /// <summary>Two builds of one source are told apart by nothing.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Package_PackedAgain_HasTheSameBytes(string id) =>
        Assert.Equal(File.ReadAllBytes(PackedFeed.FileOf(id)), File.ReadAllBytes(PackedFeed.Pack(id, _folder.Path)));

    /// <summary>Generated code and runtime are of one version: no other will do.</summary>
    [Fact]
    public void Generators_DependOnTheRuntimeOfTheirVersion()
    {
        string nuspec = Encoding.UTF8.GetString(PackedFeed.Read(PackedFeed.FileOf(PackedFeed.Generators))[$"{PackedFeed.Generators}.nuspec"]);

        Assert.Contains($"<dependency id=\"{PackedFeed.Runtime}\" version=\"[{PackedFeed.Version}]\" />", nuspec, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/Generators/PACKAGE.md")]
    [InlineData("tests/Samples/Recognizer/Recognizer.csproj")]
    public void Reference_InText_NamesTheVersion(string file) => Assert.Contains(
        $"<PackageReference Include=\"{PackedFeed.Generators}\" Version=\"{PackedFeed.Version}\" />", File.ReadAllText(RepositoryFiles.PathOf(file)), StringComparison.Ordinal);

    [Fact]
    public void Restore_FeedWithoutTheRuntime_NamesIt()
    {
        PackedFeed.Configure(_folder.Path, PackedFeed.Generators);
        WriteProject("<TargetFramework>net10.0</TargetFramework>");

        (int exitCode, string output) = Dotnet.Run(_folder.PathOf("project"), "restore", "-v", "quiet");

        Assert.Equal(1, exitCode);
        Assert.Contains($"error NU1101: Unable to find package {PackedFeed.Runtime}.", output, StringComparison.Ordinal);
    }

    /// <remarks>Without references to the framework, whose package of another version may not be there.</remarks>
    [Theory]
    [InlineData(
        "<TargetFramework>net8.0</TargetFramework><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>",
        "QMacVerify.Generators makes code for net10.0 or later, but Demo.csproj targets net8.0")]
    [InlineData(
        "<TargetFramework>net10.0</TargetFramework><LangVersion>11</LangVersion>",
        "QMacVerify.Generators makes code of C# 12, but Demo.csproj sets LangVersion to 11")]
    public void Build_OlderFrameworkOrLanguage_IsOneError(string properties, string message)
    {
        PackedFeed.Configure(_folder.Path);
        WriteProject(properties);

        (int exitCode, string output) = Dotnet.Run(_folder.PathOf("project"), "build", "-c", "Release", "-v", "quiet", "--nologo");

        Assert.Equal(1, exitCode);
        string line = Assert.Single(output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct());
        Assert.Contains($"error : {message}", line, StringComparison.Ordinal);
    }

    private void WriteProject(string properties)
    {
        Directory.CreateDirectory(_folder.PathOf("project"));
        File.WriteAllText(_folder.PathOf("project", "Demo.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{PackedFeed.Generators}" Version="{PackedFeed.Version}" />
                <QMacModel Include="net" />
              </ItemGroup>
            </Project>
            """);
    }
}
