using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.SourceGenerator;

/// <summary>A project with four models, three of one package, one of them on an exported table; its folders have names that some formats would trip over.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private const string Items = """
          <ItemGroup>
            <QMacModel Include="export/first" Class="Exact" />
            <QMacModel Include="export/first/" Class="Truncated" Namespace="Demo.Approximate" Multiplier="trunc:3" Adder="trunc:2" />
            <QMacModel Include="export/first" Class="OnATable" Multiplier="table:my mul.qop.json" />
            <QMacOperator Include="circuits/my mul.qop.json" />
            <QMacModel Include="export/second #2, it's" Assign="layer %3B operators.json" Strategies="STRATEGY=loops|" />
          </ItemGroup>
        """;

    private const string Assignment = """
        { "default": { "multiplier": "trunc:1", "adder": "exact" }, "layers": [] }
        """;

    private static readonly string Operator = OperatorFileWriter.Write(new OperatorFile(ScrambledMultiplier.Table(), 18, null));

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the project.</summary>
    /// <param name="reference">The part of the project file that brings generator and runtime.</param>
    public ConsumerProject(string reference)
    {
        First = TinyGraphs.Network(1);
        Second = TinyGraphs.Network(2);
        string layer = Second.Graph.MacNodes.First().Name;
        FirstPackage = PackageFiles.Write(First, PathOf("export", "first"));
        SecondPackage = PackageFiles.Write(Second, PathOf("export", "second #2, it's"));
        File.WriteAllText(PathOf("layer ; operators.json"), Assignment);
        Directory.CreateDirectory(PathOf("circuits"));
        File.WriteAllText(PathOf("circuits", "my mul.qop.json"), Operator);
        File.WriteAllText(PathOf("Demo.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
              </PropertyGroup>
            {reference}
            {Items.Replace("STRATEGY", layer, StringComparison.Ordinal)}
            </Project>
            """);
        File.WriteAllText(PathOf("Program.cs"), """
            using QMacVerify.Runtime.Running;

            foreach (IModelRunner runner in new IModelRunner[] { new Demo.Exact(), new Demo.Approximate.Truncated(), new Demo.OnATable(), new Demo.Second2ItS() })
            {
                SampleBatch samples = SampleBatch.Random(runner.Inputs, 2, seed: 0);
                Console.WriteLine(Convert.ToHexString(BatchRunner.Run(() => runner, samples)[0].Data));
            }
            """);
    }

    public Model First { get; }

    public Model Second { get; }

    public PackageTexts FirstPackage { get; private set; }

    public PackageTexts SecondPackage { get; }

    public string Folder => _folder.Path;

    /// <summary>What the items ask for, as the command line would be asked.</summary>
    public IReadOnlyList<CompileRequest> Requests =>
    [
        new(FirstPackage, "Exact", "Demo", null, null, EquatableArray<StrategyRequest>.Empty),
        new(FirstPackage, "Truncated", "Demo.Approximate", "trunc:3", "trunc:2", EquatableArray<StrategyRequest>.Empty),
        new(FirstPackage, "OnATable", "Demo", "table:my mul.qop.json", null, EquatableArray<StrategyRequest>.Empty)
        {
            Operators = new OperatorLibrary(EquatableArray.Of(new TextFile("circuits/my mul.qop.json", Operator))),
        },
        new(
            SecondPackage, "Second2ItS", "Demo", null, null,
            EquatableArray.Of(new StrategyRequest(Second.Graph.MacNodes.First().Name, "loops")), new TextFile("operators.json", Assignment)),
    ];

    public string PathOf(params string[] parts) => _folder.PathOf(parts);

    public string Build(string configuration = "Release", params string[] properties) =>
        Dotnet.Succeed(Folder, ["build", "-c", configuration, "-v", "minimal", .. properties]);

    /// <summary>Changes the text of the first package but not its meaning.</summary>
    public void EditFirstQuantSpec()
    {
        FirstPackage = FirstPackage with { QuantSpec = FirstPackage.QuantSpec with { Text = FirstPackage.QuantSpec.Text + "\n" } };
        File.WriteAllText(FirstPackage.QuantSpec.Path, FirstPackage.QuantSpec.Text);
    }

    /// <summary>Checks the generated files, byte for byte.</summary>
    public void AssertGeneratedFiles(string configuration = "Release")
    {
        string folder = PathOf("obj", configuration, "net10.0", "generated", "QMacVerify.Generators", "QMacVerify.Generators.QMacGenerator");
        Dictionary<string, byte[]> actual = Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllBytes);
        EmittedFile[] expected = [.. Requests.SelectMany(request => ModelCompiler.Compile(request).Files!.Files)];

        Assert.Equal(expected.Select(file => file.Name).Order(), actual.Keys.Order());
        Assert.All(expected, file => Assert.Equal(System.Text.Encoding.UTF8.GetBytes(file.Text), actual[file.Name]));
    }

    /// <summary>Checks that the program computes what the reference interpreter does.</summary>
    public void AssertOutputs(string configuration = "Release")
    {
        string program = PathOf("bin", configuration, "net10.0", "Demo.dll");
        string[] expected = [.. Requests.Zip([First, First, First, Second], ReferenceOutput)];
        Assert.Equal(expected, Dotnet.Succeed(Folder, program).TrimEnd('\n').Split('\n'));
    }

    public void Dispose() => _folder.Dispose();

    private static string ReferenceOutput(CompileRequest request, Model model)
    {
        Compiler.Reference.ReferenceEngine engine = new(model, ModelCompiler.Plan(model, request).Operators);
        SampleBatch samples = SampleBatch.Random(engine.Inputs, 2, seed: 0);
        return Convert.ToHexString(BatchRunner.Run(() => engine, samples)[0].Data);
    }
}
