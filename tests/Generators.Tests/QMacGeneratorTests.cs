using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests;

public sealed class QMacGeneratorTests
{
    private const string Export = GeneratorProject.Folder + "/export/net";

    private static readonly PackageTexts Package = PackageFiles.Of(TinyGraphs.Network(1), Export);

    private static GeneratorProject Project => new GeneratorProject().WithPackage(Export, Package);

    [Fact]
    public void Run_TwoItemsOfOnePackage_EqualsModelCompiler()
    {
        GeneratorRunResult result = Project
            .WithItems(new("export/net", "Exact"), new("./export/x/..//net/", "Truncated") { Namespace = "Demo.Approximate", Multiplier = "trunc:3", Adder = "trunc:2" })
            .Run();

        Assert.Empty(result.Diagnostics);
        CompileRequest exact = new(Package, "Exact", "Demo", null, null, EquatableArray<StrategyRequest>.Empty);
        CompileRequest truncated = exact with { ClassName = "Truncated", Namespace = "Demo.Approximate", Multiplier = "trunc:3", Adder = "trunc:2" };
        IEnumerable<EmittedFile> expected = new[] { exact, truncated }.SelectMany(request => ModelCompiler.Compile(request).Files!.Files);
        Assert.Equal(expected.OrderBy(file => file.Name, StringComparer.Ordinal), FilesOf(result));
    }

    [Fact]
    public void Run_GeneratedCode_CompilesWithTheProject()
    {
        GeneratorRunResult result = Project.WithItems(new ModelItemLine("export/net", "Net")).Run();

        CSharpCompilation compilation = GeneratedCode.Compilation("Demo", [.. result.GeneratedSources.Select(source => source.SyntaxTree)]);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void Run_WithoutManifest_GeneratesNothing()
    {
        GeneratorRunResult result = Project.WithoutOptimization().Run();

        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.GeneratedSources);
    }

    [Fact]
    public void Run_NoClass_NamesItAfterTheFolder()
    {
        GeneratorRunResult result = Project.WithItems(new ModelItemLine("export/net", "")).Run();

        Assert.Equal(["Net.Parameters.g.cs", "Net.g.cs"], FilesOf(result).Select(file => file.Name));
    }

    [Fact]
    public void Run_Assignment_ReplacesTheOperatorsOfThePackage()
    {
        const string assignment = """
            { "default": { "multiplier": "trunc:1", "adder": "exact" }, "layers": [] }
            """;
        GeneratorRunResult result = Project
            .With(GeneratorProject.Folder + "/operators.json", assignment)
            .WithItems(new ModelItemLine("export/net", "Net") { Assign = "operators.json" })
            .Run();

        Assert.Empty(result.Diagnostics);
        CompileRequest everywhere = Plans.Request(Package, "trunc:1", "exact");
        Assert.Equal(ModelCompiler.Compile(everywhere).Files!.Files.OrderBy(file => file.Name, StringComparer.Ordinal), FilesOf(result));
    }

    [Fact]
    public void Run_ExportedOperator_IsNamedByTheEndOfItsPath()
    {
        TableMultiplier scrambled = ScrambledMultiplier.Table();
        string exported = OperatorFileWriter.Write(new OperatorFile(scrambled, 18, null));
        GeneratorProject project = Project
            .WithOperator(GeneratorProject.Folder + "/circuits/mul.qop.json", exported)
            .WithOperator(GeneratorProject.Folder + "/circuits/my_mul.qop.json", OperatorFileWriter.Write(new OperatorFile(ScrambledMultiplier.Table(3), 18, null)))
            .With(GeneratorProject.Folder + "/operators.json", """
                { "default": { "multiplier": "table:circuits/mul.qop.json", "adder": "exact" }, "layers": [] }
                """);
        GeneratorRunResult result = project
            .WithItems(new("export/net", "Net") { Multiplier = "table:mul.qop.json" }, new("export/net", "Assigned") { Assign = "operators.json" })
            .Run();

        Assert.Empty(result.Diagnostics);
        Model model = ModelReader.Read(Package);
        IEnumerable<EmittedFile> expected = new[] { "Assigned", "Net" }.SelectMany(name => ModelEmitter.Emit(ExecutionPlanner.Plan(model, new PlanOptions(
            name, "Demo", new OperatorAssignment(new OperatorPair(scrambled, new ExactAdder())), EquatableArray<StrategyRequest>.Empty))).Files);
        Assert.Equal(expected.OrderBy(file => file.Name, StringComparer.Ordinal), FilesOf(result));
        Assert.Contains(scrambled.Sha256, FilesOf(result).First().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table:mul.npy", "QMAC0201", "run qmac op export table:mul.npy --out mul.qop.json")]
    [InlineData("verilog:mul.v,signed", "QMAC0201", "run qmac op export verilog:mul.v,signed --out mul.qop.json")]
    [InlineData("table:none.qop.json", "QMAC0201", "no QMacOperator item ends in \"none.qop.json\"")]
    [InlineData("table:mul.qop.json", "QMAC0201", "2 QMacOperator items end in \"mul.qop.json\"")]
    [InlineData("table:a/mul.qop.json", "QMAC0003", "the file was changed")]
    [InlineData("table:b/mul.qop.json", "QMAC0001", "qmac op export writes it")]
    public void Run_OperatorThatCannotBeUsed_SaysHow(string multiplier, string id, string expected)
    {
        string changed = OperatorFileWriter.Write(new OperatorFile(ScrambledMultiplier.Table(), 18, null)).Replace("\"sha256\": \"", "\"sha256\": \"0", StringComparison.Ordinal);
        GeneratorRunResult result = Project
            .WithOperator(GeneratorProject.Folder + "/a/mul.qop.json", changed)
            .WithOperator(GeneratorProject.Folder + "/b/mul.qop.json", null)
            .WithItems(new ModelItemLine("export/net", "Net") { Multiplier = multiplier })
            .Run();

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(expected, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Strategies_ReachThePlan()
    {
        string layer = ModelReader.Read(Package).Graph.MacNodes.First().Name;
        GeneratorRunResult result = Project
            .WithItems(new ModelItemLine("export/net", "Net") { Strategies = $"|{layer}=loops|" }).Run();

        Assert.Contains("Strategy loops: asked for.", FilesOf(result).Single(file => file.Name == "Net.g.cs").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_EqualClassNames_ReportsAllButTheFirst()
    {
        GeneratorRunResult result = Project
            .WithItems(new("export/net", "Net"), new("export/net", "net") { Namespace = "Other" }, new("export/net", "Net2"))
            .Run();

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        AssertDiagnostic(diagnostic, "QMAC0302", GeneratorProject.ProjectFile, 1, 1);
        Assert.Equal(["Net.Parameters.g.cs", "Net.g.cs", "Net2.Parameters.g.cs", "Net2.g.cs"], FilesOf(result).Select(file => file.Name));
    }

    [Theory]
    [InlineData(PackageTexts.GraphFile)]
    [InlineData(PackageTexts.QuantSpecFile)]
    [InlineData(PackageTexts.ParametersFile)]
    public void Run_FileWithoutText_ReportsIt(string file)
    {
        GeneratorRunResult result = Project.With($"{Export}/{file}", null).WithItems(new ModelItemLine("export/net", "Net")).Run();

        AssertDiagnostic(Assert.Single(result.Diagnostics), "QMAC0001", $"{Export}/{file}", 1, 1);
    }

    [Fact]
    public void Run_FileNotPassed_ReportsIt()
    {
        GeneratorRunResult result = Project
            .WithItems(new("export/none", "None"), new("export/net", "Net") { Assign = "none.json" }).Run();

        Assert.Equal(2, result.Diagnostics.Length);
        AssertDiagnostic(result.Diagnostics[0], "QMAC0001", $"{GeneratorProject.Folder}/export/none/graph.json", 1, 1);
        AssertDiagnostic(result.Diagnostics[1], "QMAC0001", $"{GeneratorProject.Folder}/none.json", 1, 1);
    }

    [Fact]
    public void Run_ErrorInThePackage_PointsIntoTheJson()
    {
        string graph = Package.Graph.Text!.Replace("\"op\": \"softmax\"", "\"op\": \"softermax\"", StringComparison.Ordinal);
        int line = graph[..graph.IndexOf("softermax", StringComparison.Ordinal)].Count(c => c == '\n') + 1;
        GeneratorRunResult result = Project.With($"{Export}/graph.json", graph).WithItems(new ModelItemLine("export/net", "Net")).Run();

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("QMAC0102", diagnostic.Id);
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        Assert.Equal($"{Export}/graph.json", span.Path);
        Assert.Equal(line, span.StartLinePosition.Line + 1);
        Assert.StartsWith("\"softermax\"", graph.Split('\n')[line - 1][span.StartLinePosition.Character..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trunc:16", "", "", "QMAC0201")]
    [InlineData("", "trunc", "", "QMAC0201")]
    [InlineData("", "", "nowhere=loops", "QMAC0203")]
    [InlineData("", "", "loops", "QMAC0304")]
    public void Run_WrongMetadata_ReportsItAtTheProject(string multiplier, string adder, string strategies, string expected)
    {
        GeneratorRunResult result = Project
            .WithItems(new ModelItemLine("export/net", "Net") { Multiplier = multiplier, Adder = adder, Strategies = strategies })
            .Run();

        AssertDiagnostic(Assert.Single(result.Diagnostics), expected, GeneratorProject.ProjectFile, 1, 1);
        Assert.Empty(result.GeneratedSources);
    }

    [Theory]
    [InlineData("class", "Demo")]
    [InlineData("Net", "my-app")]
    [InlineData("Net", "")]
    public void Run_NamesThatCSharpDoesNotTake_ReportsThem(string className, string nameSpace)
    {
        GeneratorRunResult result = Project.WithItems(new ModelItemLine("export/net", className) { Namespace = nameSpace }).Run();

        AssertDiagnostic(Assert.Single(result.Diagnostics), "QMAC0301", GeneratorProject.ProjectFile, 1, 1);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("qmac.models/1\t/home\n", 1)]
    [InlineData("qmac.models/2\t/home/demo\nexport/net\tNet\n", 2)]
    public void Run_MalformedManifest_ReportsItsLine(string? manifest, int line)
    {
        GeneratorRunResult result = Project.With(GeneratorProject.ManifestFile, manifest).Run();

        AssertDiagnostic(Assert.Single(result.Diagnostics), "QMAC0304", GeneratorProject.ManifestFile, line, 1);
    }

    [Fact]
    public void Run_WithoutOptimization_WarnsOnce()
    {
        GeneratorRunResult result = Project
            .WithItems(new("export/net", "A"), new("export/net", "B")).WithoutOptimization().Run();

        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal(("QMAC0303", DiagnosticSeverity.Warning), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal(4, result.GeneratedSources.Length);
    }

    [Fact]
    public void Compile_Exception_BecomesADiagnostic()
    {
        QMacGenerator.ModelRequest request = new(Plans.Request(Package), FilePosition.StartOf(GeneratorProject.ProjectFile));
        QMacGenerator.ModelSources sources = QMacGenerator.Compile(
            request, _ => throw new InvalidOperationException("two\nlines"), CancellationToken.None);

        DiagnosticInfo problem = Assert.Single(sources.Problems);
        Assert.Equal(Descriptors.InternalError, problem.Descriptor);
        Assert.Equal(FilePosition.StartOf(GeneratorProject.ProjectFile), problem.Position);
        Assert.Equal("class Net could not be generated because of a bug of ours: InvalidOperationException \"two\\u000alines\"", problem.Message);
        Assert.Empty(sources.Files);
    }

    [Fact]
    public void Run_AnotherCulture_GivesTheSameBytes()
    {
        ModelItemLine[] items =
        [
            new("export/net", "A") { Multiplier = "trunc:3", Adder = "trunc:2" },
            new("export/net", "B") { Multiplier = "trunc:77" },
        ];
        GeneratorRunResult here = Project.WithItems(items).Run();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = HostileCulture();
            GeneratorRunResult there = Project.WithItems(items).Run();
            Assert.Equal(FilesOf(here), FilesOf(there));
            Assert.Equal(here.Diagnostics.Select(TextOf), there.Diagnostics.Select(TextOf));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string TextOf(Diagnostic diagnostic) => diagnostic.ToString();

    private static CultureInfo HostileCulture()
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "minus ";
        culture.NumberFormat.NumberGroupSeparator = "'";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return culture;
    }

    private static IEnumerable<EmittedFile> FilesOf(GeneratorRunResult result) => result.GeneratedSources
        .Select(source => new EmittedFile(source.HintName, source.SourceText.ToString()))
        .OrderBy(file => file.Name, StringComparer.Ordinal);

    private static void AssertDiagnostic(Diagnostic diagnostic, string id, string path, int line, int column)
    {
        Assert.Equal(id, diagnostic.Id);
        FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
        Assert.Equal((path, line, column), (span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1));
    }
}
