using QMacVerify.Compiler.Packages;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests.SourceGenerator;

/// <summary>A project with models of three packages, on operators given in every way; its folders have names that some formats would trip over.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private const string OperatorPath = "circuits/my mul.qop.json";

    private static readonly Network Exact = TinyGraphs.Network(1);
    private static readonly Network Strange = TinyGraphs.Network(2);
    private static readonly Network Approximate = WithOperators(TinyGraphs.Network(3));

    /// <summary>Each says what the others leave to the package.</summary>
    private static readonly ConsumerModel[] Models =
    [
        new(Exact, "export/first", "Exact"),
        new(Exact, "export/first/", "Truncated") { Namespace = "Demo.Approximate", Multiplier = "trunc:3", Adder = "trunc:2" },
        new(Exact, "export/first", "OnATable") { Multiplier = $"table:{OperatorPath}" },
        new(Strange, "export/second #2, it's", null) { Assign = "layer ; operators.json", Strategy = "loops" },
        new(Approximate, "export/third", "OfPackage"),
        new(Approximate, "export/third", "OtherMultiplier") { Multiplier = "trunc:2" },
        new(Approximate, "export/third", "OtherAdder") { Adder = "trunc:1" },
        new(Approximate, "export/third", "OtherDefault") { Assign = "partial.json" },
    ];

    private static readonly Dictionary<string, string> Assignments = new()
    {
        ["layer ; operators.json"] = """
            { "default": { "multiplier": "trunc:1", "adder": "exact" }, "layers": [] }
            """,
        ["partial.json"] = """
            { "default": { "adder": "trunc:4" }, "layers": [ { "name": "*", "multiplier": "table:circuits/my mul.qop.json" } ] }
            """,
    };

    private static readonly string Operator = OperatorFileWriter.Write(new OperatorFile(ScrambledMultiplier.Table(), 18));

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the project.</summary>
    /// <param name="reference">The part of the project file that brings generator and runtime.</param>
    public ConsumerProject(string reference)
    {
        foreach (ConsumerModel model in Models)
        {
            PackageFiles.Write(model.Network, PathOf(model.Package));
            ParameterArchive.Write(model.Network.Graph, model.Network.Parameters).WriteFile(PathOf(model.Package, ModelPackage.ArchiveFile));
        }

        foreach ((string name, string text) in Assignments)
        {
            File.WriteAllText(PathOf(name), text);
        }

        Directory.CreateDirectory(PathOf("circuits"));
        File.WriteAllText(PathOf(OperatorPath), Operator);
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
              <ItemGroup>
                <QMacOperator Include="{OperatorPath}" />
                {string.Join("\n    ", Models.Select(model => model.Item))}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(PathOf("Program.cs"), $$"""
            using QMacVerify.Runtime.Running;

            foreach (IModelRunner runner in new IModelRunner[] { {{string.Join(", ", Models.Select(model => $"new {model.Namespace}.{model.ClassName}()"))}} })
            {
                SampleBatch samples = SampleBatch.Random(runner.Inputs, 2, seed: 0);
                Console.WriteLine(Convert.ToHexString(BatchRunner.Run(() => runner, samples, threads: 1)[0].Data));
            }
            """);
    }

    public string Folder => _folder.Path;

    private CompileRequest[] Requests => [.. Models.Select(model => model.Request(
        new PackageTexts(
            Text(model.Package, PackageTexts.GraphFile), Text(model.Package, PackageTexts.QuantSpecFile), Text(model.Package, PackageTexts.ParametersFile)),
        new OperatorLibrary(EquatableArray.Of(new TextFile(OperatorPath, Operator))),
        model.Assign is null ? null : new TextFile(model.Assign, Assignments[model.Assign])))];

    public string PathOf(params string[] parts) => _folder.PathOf(parts);

    public string Build(string configuration = "Release", params string[] properties) =>
        Dotnet.Succeed(Folder, ["build", "-c", configuration, "-v", "minimal", .. properties]);

    /// <summary>Changes the text of the first package but not its meaning.</summary>
    public void EditFirstQuantSpec() => File.AppendAllText(PathOf(Models[0].Package, PackageTexts.QuantSpecFile), "\n");

    /// <summary>Checks the generated files, byte for byte.</summary>
    public void AssertGeneratedFiles()
    {
        Dictionary<string, byte[]> actual = GeneratedFiles();
        EmittedFile[] expected = [.. Requests.SelectMany(request => ModelCompiler.Compile(request).Files!.Files)];

        Assert.Equal(expected.Select(file => file.Name).Order(), actual.Keys.Order());
        Assert.All(expected, file => Assert.Equal(System.Text.Encoding.UTF8.GetBytes(file.Text), actual[file.Name]));
    }

    /// <summary>Checks that <c>qmac compile</c> writes the generated files, byte for byte.</summary>
    public void AssertFilesOfTheCommand()
    {
        Dictionary<string, byte[]> actual = GeneratedFiles();
        foreach (ConsumerModel model in Models)
        {
            string folder = PathOf("obj", "by command", model.ClassName);
            ChildResult result = ChildProcess.RunQMac(Folder, [.. model.Arguments, "--out", folder]);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            string[] files = Directory.GetFiles(folder, "*.g.cs");
            Assert.Equal(2, files.Length);
            Assert.All(files, file => Assert.Equal(File.ReadAllBytes(file), actual[Path.GetFileName(file)]));
        }
    }

    /// <summary>Checks that the program computes what the reference interpreter does.</summary>
    public void AssertOutputs()
    {
        string program = PathOf("bin", "Release", "net10.0", "Demo.dll");
        MethodSizes.AssertWithinLimits(program);
        string[] expected = [.. Requests.Zip(Models, (request, model) => ReferenceOutput(request, model.Network))];
        Assert.Equal(expected, Dotnet.Succeed(Folder, program).TrimEnd('\n').Split('\n'));
        Assert.Equal(expected.Length, expected.Distinct().Count());
    }

    public void Dispose() => _folder.Dispose();

    private TextFile Text(string package, string name) => new(name, File.ReadAllText(PathOf(package, name)));

    private Dictionary<string, byte[]> GeneratedFiles() => Directory
        .GetFiles(PathOf("obj", "Release", "net10.0", "generated", "QMacVerify.Generators", "QMacVerify.Generators.QMacGenerator"))
        .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);

    private static string ReferenceOutput(CompileRequest request, Network network)
    {
        Compiler.Reference.ReferenceEngine engine = new(network, ModelCompiler.Plan(network, request.Plan, request.Operators).Operators);
        SampleBatch samples = SampleBatch.Random(engine.Inputs, 2, seed: 0);
        return Convert.ToHexString(BatchRunner.Run(() => engine, samples, threads: 1)[0].Data);
    }

    /// <summary>Operators of a package: a default, and another for the last layer.</summary>
    private static Network WithOperators(Network network)
    {
        OperatorAssignment operators = new(
            new OperatorPair(new TruncatedMultiplier(4), new TruncatedAdder(3)),
            EquatableArray.Of(new LayerOperators(network.Graph.MacNodes.Last().Name, new OperatorPair(new DrumMultiplier(4), new LowerPartOrAdder(5)))));
        return network with { Graph = network.Graph with { Operators = operators } };
    }
}
