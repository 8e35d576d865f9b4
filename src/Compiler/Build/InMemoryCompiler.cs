using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Build;

/// <summary>Compiles emitted source in this process, always with optimization.</summary>
internal static class InMemoryCompiler
{
    private static readonly Lazy<MetadataReference[]> References = new(FindReferences);

    /// <summary>Compiles a plan's runner.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="isChecked">Whether kernels compare their accumulators with sound bounds.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static CompiledRunner Compile(ExecutionPlan plan, bool isChecked = false, CancellationToken cancellation = default) =>
        Compile([plan], isChecked, cancellation)[0];

    /// <summary>Compiles the runners of several plans, of different class names, into one assembly.</summary>
    public static IReadOnlyList<CompiledRunner> Compile(
        IReadOnlyList<ExecutionPlan> plans, bool isChecked = false, CancellationToken cancellation = default)
    {
        Assembly assembly = Load(
            plans[0].ClassName, plans.SelectMany(plan => ModelEmitter.Emit(plan, package: null).Files).Select(file => (file.Name, file.Text)), isChecked, cancellation);
        return [.. plans.Select(plan => new CompiledRunner(assembly.GetType($"{plan.Namespace}.{plan.ClassName}", throwOnError: true)!))];
    }

    /// <summary>Compiles and loads sources that need nothing but the runtime.</summary>
    /// <param name="name">Of the assembly.</param>
    /// <param name="files">Names and texts.</param>
    /// <param name="isChecked">Whether kernels compare their accumulators with sound bounds.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    public static Assembly Load(string name, IEnumerable<(string Name, string Text)> files, bool isChecked = false, CancellationToken cancellation = default)
    {
        CSharpParseOptions parseOptions = CSharpParseOptions.Default
            .WithLanguageVersion(LanguageVersion.CSharp12)
            .WithPreprocessorSymbols(isChecked ? new[] { "QMAC_CHECKED" } : [])

            // Nobody sees the warnings of this compilation, and their analysis walks every number: 1.2 of 1.9 s for a table.
            .WithFeatures([new("run-nullable-analysis", "never")]);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "QMacVerify.Generated." + name,
            files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parseOptions, file.Name, cancellationToken: cancellation)),
            References.Value,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image, cancellationToken: cancellation);
        if (!result.Success)
        {
            Diagnostic first = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"generated code does not compile: {first}");
        }

        image.Position = 0;
        return new AssemblyLoadContext(name, isCollectible: true).LoadFromStream(image);
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

/// <summary>A runner class that was compiled and loaded.</summary>
/// <param name="Type">The generated class.</param>
internal sealed record CompiledRunner(Type Type)
{
    /// <summary>An instance with its own activations.</summary>
    public IModelRunner Create() => (IModelRunner)Activator.CreateInstance(Type)!;
}
