using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators;

/// <summary>The source generator: the pipeline from a project's <c>QMacModel</c> items to the sources of their runners.</summary>
/// <remarks>
/// Every stage hands on values that are equal when their content is, so that Roslyn repeats only what a change reaches.
/// Its input are additional files, chosen by the manifest among them; what compiles them is <see cref="ModelCompiler"/>,
/// as on the command line.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class QMacGenerator : IIncrementalGenerator
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ModelManifest> manifest = context.AdditionalTextsProvider
            .Where(text => Path.GetFileName(text.Path) == ModelManifest.FileName)
            .Collect()
            .Select((texts, cancellation) => texts.IsEmpty ? ModelManifest.Empty : ModelManifest.Read(Read(texts[0], cancellation)))
            .WithTrackingName(Stages.Manifest);
        IncrementalValueProvider<EquatableArray<string>> wanted = manifest
            .Select((models, _) => models.Items.SelectMany(item => item.Files).Concat(models.Operators).ToEquatableArray())
            .WithTrackingName(Stages.FileNames);
        IncrementalValueProvider<ImmutableArray<TextFile>> files = context.AdditionalTextsProvider
            .Combine(wanted)
            .Where(pair => pair.Right.Contains(PathKey.Of(pair.Left.Path)))
            .Select((pair, cancellation) => Read(pair.Left, cancellation))
            .WithTrackingName(Stages.Files)
            .Collect();
        IncrementalValuesProvider<ModelSources> sources = manifest
            .SelectMany((models, _) => models.Items.Select(item => (Item: item, models.Operators)))
            .Combine(files)
            .Select((pair, _) => new ModelRequest(RequestFor(pair.Left.Item, pair.Left.Operators, pair.Right), pair.Left.Item.Position))
            .WithTrackingName(Stages.Requests)
            .Select((request, cancellation) => Compile(request, ModelCompiler.Compile, cancellation))
            .WithTrackingName(Stages.Sources)
            .Collect()
            .SelectMany((models, _) => WithoutClashes(models))
            .WithTrackingName(Stages.DistinctSources);
        IncrementalValueProvider<bool> isSlow = context.CompilationProvider
            .Combine(manifest)
            .Select((pair, _) => pair.Left.Options.OptimizationLevel == OptimizationLevel.Debug && pair.Right.Items.Count > 0)
            .WithTrackingName(Stages.Optimization);

        context.RegisterSourceOutput(manifest, (output, models) => Report(output, models.Problems));
        context.RegisterSourceOutput(sources, (output, model) =>
        {
            if (model.Problem is DiagnosticInfo problem)
            {
                Report(output, EquatableArray.Of(problem));
            }

            foreach (EmittedFile file in model.Files?.Files ?? EquatableArray<EmittedFile>.Empty)
            {
                output.AddSource(file.Name, SourceText.From(file.Text, Utf8));
            }
        });
        context.RegisterSourceOutput(isSlow, (output, slow) =>
        {
            if (slow)
            {
                Report(output, EquatableArray.Of(new DiagnosticInfo(Descriptors.NotOptimized, null)));
            }
        });
    }

    /// <summary>Compiles a model; an exception, which would be a bug of ours, becomes a diagnostic as well.</summary>
    /// <remarks>Roslyn would report it as the warning CS8785 and build on without the class.</remarks>
    internal static ModelSources Compile(ModelRequest request, Func<CompileRequest, CompileResult> compile, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        CompileResult result;
        try
        {
            result = compile(request.Compile);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            string name = request.Compile.Plan.ClassName is string className ? $"class {className}" : $"the class of {request.Compile.Package.Graph.Path}";
            result = new CompileResult(null, new DiagnosticInfo(Descriptors.InternalError, null, name, e.GetType().Name, Quote(e.Message)));
        }

        DiagnosticInfo? problem = result.Problem;
        return new ModelSources(result.Files, problem is null ? null : problem with { Position = problem.Position ?? request.Position }, request.Position);
    }

    /// <summary>Leaves out classes whose name an earlier model has: a class may be named after its graph, so names are known only now.</summary>
    /// <remarks>Files are named after classes, and some file systems do not tell upper case from lower.</remarks>
    private static ModelSources[] WithoutClashes(ImmutableArray<ModelSources> models)
    {
        HashSet<string> classes = new(StringComparer.OrdinalIgnoreCase);
        return models
            .Select(model => model.Files is null || classes.Add(model.Files.ClassName)
                ? model
                : model with { Files = null, Problem = new DiagnosticInfo(Descriptors.ClassNameClash, model.Position, model.Files.ClassName) })
            .ToArray();
    }

    private static TextFile Read(AdditionalText text, CancellationToken cancellation) =>
        new(text.Path, text.GetText(cancellation)?.ToString());

    private static CompileRequest RequestFor(ModelItem item, EquatableArray<string> operators, ImmutableArray<TextFile> files)
    {
        TextFile Find(string key) => files.FirstOrDefault(file => PathKey.Of(file.Path) == key) ?? new TextFile(key, null);

        return new CompileRequest(
            new PackageTexts(
                Find(item.FileOf(PackageTexts.GraphFile)),
                Find(item.FileOf(PackageTexts.QuantSpecFile)),
                Find(item.FileOf(PackageTexts.ParametersFile))),
            new PlanRequest(
                item.ClassName, item.Namespace, new OperatorRequest(item.Multiplier, item.Adder, item.Assign is null ? null : Find(item.Assign)), item.Strategies),
            new OperatorLibrary(operators.Select(Find).ToEquatableArray()));
    }

    private static void Report(SourceProductionContext output, EquatableArray<DiagnosticInfo> problems)
    {
        foreach (DiagnosticInfo problem in problems)
        {
            output.ReportDiagnostic(problem.ToDiagnostic());
        }
    }

    /// <summary>Names of the stages, by which tests ask whether they ran again.</summary>
    internal static class Stages
    {
        public const string Manifest = "Manifest";
        public const string FileNames = "FileNames";
        public const string Files = "Files";
        public const string Requests = "Requests";
        public const string Sources = "Sources";
        public const string DistinctSources = "DistinctSources";
        public const string Optimization = "Optimization";

        public static string[] All { get; } = [Manifest, FileNames, Files, Requests, Sources, DistinctSources, Optimization];
    }

    /// <summary>What to compile, and the project that asks for it.</summary>
    internal sealed record ModelRequest(CompileRequest Compile, FilePosition Position);

    /// <summary>Sources of a model, or why there are none, and the project that asks for them.</summary>
    internal sealed record ModelSources(EmittedFiles? Files, DiagnosticInfo? Problem, FilePosition Position);
}
