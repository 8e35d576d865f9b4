using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using QMacVerify.Generators.Emit;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Build;

/// <summary>Generated source to the bytes of an assembly, always with optimization. Nothing else calls the C# compiler, so that it is loaded only where it works.</summary>
internal static class RoslynCompiler
{
    private static readonly Lazy<MetadataReference[]> References = new(FindReferences);

    /// <summary>Compiles classes that need nothing but the runtime into one assembly.</summary>
    /// <param name="name">Of the assembly.</param>
    /// <param name="classes">The classes; what holds their parameters becomes resources.</param>
    /// <param name="isChecked">Whether kernels compare their accumulators with sound bounds.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static byte[] Compile(string name, IReadOnlyList<EmittedClass> classes, bool isChecked, CancellationToken cancellation)
    {
        CSharpParseOptions parseOptions = CSharpParseOptions.Default
            .WithLanguageVersion(LanguageVersion.CSharp12)
            .WithPreprocessorSymbols(isChecked ? new[] { "QMAC_CHECKED" } : [])

            // Nobody sees the warnings of this compilation, and their analysis walks every number.
            .WithFeatures([new("run-nullable-analysis", "never")]);
        CSharpCompilation compilation = CSharpCompilation.Create(
            name,
            classes.SelectMany(each => each.Files).Select(file => CSharpSyntaxTree.ParseText(file.Text, parseOptions, file.Name, cancellationToken: cancellation)),
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(
            image,
            manifestResources: classes.Select(each => new ResourceDescription(each.FullName, () => new MemoryStream(each.Parameters.ToArray()), isPublic: false)),
            cancellationToken: cancellation);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException(
                $"generated code does not compile: {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
    }

    private static MetadataReference[] FindReferences()
    {
        string[] needed = ["System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Memory", "System.Runtime.InteropServices", "System.Runtime.Intrinsics"];
        IEnumerable<string> platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => needed.Contains(Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal));
        return [.. platform.Append(typeof(IModelRunner).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))];
    }
}
