using QMacVerify.Generators.Reading;
using QMacVerify.Integration.Tests.Packages;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.SourceGenerator;

/// <summary>The generator in real builds: attached as a project and as a package, it gives what <c>qmac compile</c> gives.</summary>
public sealed class SourceGeneratorTests
{
    private static readonly string Generators = RepositoryFiles.PathOf("src", "Generators", "QMacVerify.Generators.csproj");

    /// <summary>The configuration of the referenced projects is set apart, since they are built already and only to be found.</summary>
    private static string ProjectReferences => $"""
          <Import Project="{RepositoryFiles.PathOf("src", "Generators", "build", "QMacVerify.Generators.targets")}" />
          <ItemGroup>
            <ProjectReference Include="{Generators}" OutputItemType="Analyzer" ReferenceOutputAssembly="false" SetConfiguration="Configuration={Dotnet.Configuration}" />
            <ProjectReference Include="{RepositoryFiles.PathOf("src", "Runtime", "QMacVerify.Runtime.csproj")}" SetConfiguration="Configuration={Dotnet.Configuration}" />
          </ItemGroup>
        """;

    [Fact]
    public void Build_ProjectReference_EqualsQMacCompile_AndFollowsEdits()
    {
        using ConsumerProject project = new(ProjectReferences);
        project.Build(properties: "-p:BuildProjectReferences=false");
        project.AssertGeneratedFiles();
        project.AssertFilesOfTheCommand();
        project.AssertOutputs();

        string manifest = project.PathOf("obj", "Release", "net10.0", ModelManifest.FileName);
        DateTime written = File.GetLastWriteTimeUtc(manifest);
        project.EditFirstQuantSpec();
        project.Build(properties: ["-p:BuildProjectReferences=false", "--no-restore"]);
        project.AssertGeneratedFiles();
        Assert.Equal(written, File.GetLastWriteTimeUtc(manifest));
    }

    [Fact]
    public void Build_Package_EqualsModelCompiler()
    {
        using ConsumerProject project = new($"""
              <ItemGroup>
                <PackageReference Include="{PackedFeed.Generators}" Version="{PackedFeed.Version}" />
                <Compile Remove="packages/**" />
              </ItemGroup>
            """);
        PackedFeed.Configure(project.Folder);

        project.Build();
        project.AssertGeneratedFiles();
        project.AssertOutputs();
    }

    [Fact]
    public void Build_Debug_WarnsWithoutFailing()
    {
        using ConsumerProject project = new(ProjectReferences);
        string output = project.Build("Debug", "-p:BuildProjectReferences=false");

        Assert.Contains("warning QMAC0303: the project is built without optimization", output, StringComparison.Ordinal);
        Assert.DoesNotContain("error", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_WrongInput_PointsIntoTheJson()
    {
        using ConsumerProject project = new(ProjectReferences);
        string graph = project.PathOf("export", "first", "graph.json");
        File.WriteAllText(graph, File.ReadAllText(graph).Replace("\"softmax\"", "\"hardmax\"", StringComparison.Ordinal));
        PackageFiles.RebindFolder(project.PathOf("export", "first"));
        File.Delete(project.PathOf("export", "second #2, it's", "params.b64.txt"));
        string demo = project.PathOf("Demo.csproj");
        File.WriteAllText(demo, File.ReadAllText(demo).Replace("</Project>", """
              <ItemGroup>
                <QMacModel Include="export/third" Class="Misspelled" Amul="trunc:2" />
              </ItemGroup>
            </Project>
            """, StringComparison.Ordinal));
        (int exitCode, string output) = Dotnet.Run(
            project.Folder, "build", "-c", "Release", "-v", "quiet", "-p:BuildProjectReferences=false");

        Assert.NotEqual(0, exitCode);
        Assert.Equal(["QMAC0001", "QMAC0102", "QMAC0305"], ErrorsOf(output).Distinct().Order());
        Assert.Matches("graph\\.json\\(\\d+,\\d+\\): error QMAC0102: node \"[^\"]+\" has operation \"hardmax\"", output);
        Assert.Contains("params.b64.txt(1,1): error QMAC0001", output, StringComparison.Ordinal);
        Assert.Contains(
            "Demo.csproj(1,1): error QMAC0305: QMacModel \"export/third\" has \"Amul\", which means nothing; did you mean \"Multiplier\"?",
            output, StringComparison.Ordinal);
    }

    /// <summary>Ids of our errors; those about the classes that are missing then are the compiler's.</summary>
    private static IEnumerable<string> ErrorsOf(string output) => output.Split('\n')
        .Where(line => line.Contains(": error QMAC", StringComparison.Ordinal))
        .Select(line => line.Substring(line.IndexOf("QMAC0", StringComparison.Ordinal), "QMAC0001".Length));
}
