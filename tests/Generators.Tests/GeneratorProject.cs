using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Tests;

/// <summary>A project in memory that the source generator is attached to.</summary>
internal sealed class GeneratorProject
{
    public const string Folder = "/home/demo";
    public const string ProjectFile = Folder + "/Demo.csproj";
    public const string ManifestFile = Folder + "/obj/" + ModelManifest.FileName;

    private readonly List<string> _operators = [];
    private readonly Dictionary<string, AdditionalText> _texts = new(StringComparer.Ordinal);
    private GeneratorDriver _driver = CSharpGeneratorDriver.Create(
        [new QMacGenerator().AsSourceGenerator()],
        parseOptions: GeneratedCode.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private CSharpCompilation _compilation = GeneratedCode.Compilation("Demo");

    /// <summary>Adds a file, or replaces it; null text stands for a file that cannot be read.</summary>
    public GeneratorProject With(string path, string? text)
    {
        AdditionalText added = new TextInMemory(path, text);
        _driver = _texts.TryGetValue(path, out AdditionalText? old)
            ? _driver.ReplaceAdditionalText(old, added)
            : _driver.AddAdditionalTexts([added]);
        _texts[path] = added;
        return this;
    }

    public GeneratorProject WithPackage(string folder, PackageTexts package) => this
        .With($"{folder}/{PackageTexts.GraphFile}", package.Graph.Text)
        .With($"{folder}/{PackageTexts.QuantSpecFile}", package.QuantSpec.Text)
        .With($"{folder}/{PackageTexts.ParametersFile}", package.Parameters.Text);

    /// <summary>Lists the items as the package's targets do.</summary>
    public GeneratorProject WithItems(params ModelItemLine[] items) =>
        With(ManifestFile, string.Join('\n', [$"qmac.models/2\t{Folder}", .. _operators.Select(path => $"operator\t{path}"), .. items.Select(item => $"model\t{item}")]));

    /// <summary>Lists an exported operator, before the models are listed.</summary>
    public GeneratorProject WithOperator(string path, string? text)
    {
        _operators.Add(path);
        return With(path, text);
    }

    public GeneratorProject WithSource(string text)
    {
        _compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, GeneratedCode.ParseOptions));
        return this;
    }

    public GeneratorProject WithoutOptimization()
    {
        _compilation = _compilation.WithOptions(_compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug));
        return this;
    }

    /// <summary>Runs the generator on what changed since the last run.</summary>
    public GeneratorRunResult Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        GeneratorRunResult result = Assert.Single(_driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return result;
    }

    private sealed class TextInMemory(string path, string? text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) =>
            text is null ? null : SourceText.From(text, Encoding.UTF8);
    }
}

/// <summary>A line of the manifest.</summary>
internal sealed record ModelItemLine(string Package, string Class)
{
    public string Namespace { get; init; } = "Demo";

    public string Multiplier { get; init; } = "";

    public string Adder { get; init; } = "";

    public string Assign { get; init; } = "";

    public string Strategies { get; init; } = "";

    public override string ToString() =>
        string.Join('\t', Package, Class, Namespace, Multiplier, Adder, Assign, Strategies, GeneratorProject.ProjectFile);
}
