using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using QMacVerify.Generators.Emit;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests;

/// <summary>Compiles generated code as users do who treat warnings as errors: C# 12, documentation checked. No method is beyond what the JIT optimizes.</summary>
internal static class GeneratedCode
{
    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(IModelRunner).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    public static CSharpParseOptions ParseOptions { get; } = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .WithDocumentationMode(DocumentationMode.Diagnose);

    public static CSharpCompilation Compilation(string name, params SyntaxTree[] trees) => CSharpCompilation.Create(
        name,
        trees,
        References.Value,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The assembly; a warning fails the test.</summary>
    /// <param name="files">Generated files.</param>
    /// <param name="symbols">Preprocessor symbols.</param>
    public static Assembly Compile(IEnumerable<EmittedFile> files, params string[] symbols)
    {
        CSharpParseOptions options = ParseOptions.WithPreprocessorSymbols(symbols);
        return Load(Compilation("Generated", [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.Name))]));
    }

    /// <summary>The assembly of one source text.</summary>
    public static Assembly Compile(string text) => Load(Compilation("Generated", CSharpSyntaxTree.ParseText(text, ParseOptions)));

    private static Assembly Load(CSharpCompilation compilation)
    {
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);

        // CS1591: public members of a generated class need no documentation.
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"));
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        MethodSizes.AssertWithinLimits(assembly);
        return assembly;
    }
}
