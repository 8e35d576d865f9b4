using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Architecture;

/// <summary>The sources of a project under <c>src</c> as Roslyn sees them: which file uses a type of which folder.</summary>
internal sealed class ProjectSources
{
    /// <summary>The project's own folder in lists of folders.</summary>
    public const string Root = ".";

    /// <summary>What the SDK and the project file of the generators add to every source file.</summary>
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private readonly CSharpCompilation _compilation;

    private ProjectSources(CSharpCompilation compilation) => _compilation = compilation;

    /// <summary>Folders that hold source files.</summary>
    public IEnumerable<string> Folders => _compilation.SyntaxTrees.Select(tree => FolderOf(tree.FilePath)).Distinct();

    /// <summary>Reads <c>src/PROJECT</c>; paths are relative to it and written with <c>/</c>.</summary>
    public static ProjectSources Read(string project)
    {
        string root = RepositoryFiles.PathOf("src", project);
        List<SyntaxTree> trees = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(root, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
            .Select(file => Parse(file.Path, File.ReadAllText(file.File)))];
        trees.Add(Parse("global usings", project == "Generators" ? GlobalUsings + "\nglobal using static QMacVerify.Generators.Support.Text;" : GlobalUsings));

        // Classes of the ONNX format, which the build writes beside its other files.
        trees.AddRange(Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories)
            .Select(file => Directory.EnumerateFiles(Path.Combine(root, "obj"), "Onnx.cs", SearchOption.AllDirectories).First())
            .Select(file => Parse("Import/Onnx/Onnx.cs", File.ReadAllText(file))));

        // By its own name: others show it what is internal.
        return new ProjectSources(CSharpCompilation.Create(project == "Compiler" ? "qmac" : $"QMacVerify.{project}", trees, References(project),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>Every use of a type of another folder, once for each file and type. Using directives and doc comments may name anything.</summary>
    public IReadOnlyList<TypeUse> Uses() => [.. _compilation.SyntaxTrees.SelectMany(tree => Uses(_compilation, tree)).Distinct()];

    /// <summary>The same of one more file.</summary>
    public IReadOnlyList<TypeUse> UsesOf(string path, string text)
    {
        SyntaxTree tree = Parse(path, text);
        return [.. Uses(_compilation.AddSyntaxTrees(tree), tree).Distinct()];
    }

    private static IEnumerable<TypeUse> Uses(CSharpCompilation compilation, SyntaxTree tree)
    {
        SemanticModel model = compilation.GetSemanticModel(tree);
        string folder = FolderOf(tree.FilePath);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes(node => node is not UsingDirectiveSyntax))
        {
            if (node is not (SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
            {
                continue;
            }

            ISymbol? symbol = model.GetSymbolInfo(node).Symbol;
            if (symbol is null && node is SimpleNameSyntax { Identifier.Text: not ("_" or "nameof" or "unmanaged" or "notnull") })
            {
                throw new InvalidOperationException($"{node.GetLocation().GetLineSpan()}: {node} is unknown here, but not to the build");
            }

            // A member counts as a use of the type that declares it, so that nothing hides behind `var`.
            INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
            string[] homes = [.. (type?.OriginalDefinition.DeclaringSyntaxReferences ?? []).Select(declaration => FolderOf(declaration.SyntaxTree.FilePath))];
            if (homes.Length > 0 && !homes.Contains(folder))
            {
                yield return new TypeUse(tree.FilePath, folder, type!.Name, homes[0]);
            }
        }
    }

    private static SyntaxTree Parse(string path, string text) =>
        CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest), path);

    private static string FolderOf(string file) => file.LastIndexOf('/') is >= 0 and int end ? file[..end] : Root;

    /// <summary>Everything that these tests run with; of our own assemblies only those that the project refers to.</summary>
    private static IEnumerable<MetadataReference> References(string project)
    {
        string[] own = project switch
        {
            "Compiler" => ["QMacVerify.Runtime", "QMacVerify.Generators", "QMacVerify.Checker"],
            "Checker" => ["QMacVerify.Generators"],
            _ => [],
        };
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileNameWithoutExtension(file) is string name && name != "qmac"
                && (!name.StartsWith("QMacVerify.", StringComparison.Ordinal) || own.Contains(name)))
            .Select(file => MetadataReference.CreateFromFile(file));
    }
}
