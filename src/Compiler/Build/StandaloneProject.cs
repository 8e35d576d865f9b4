using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Build;

/// <summary>A file of a generated project, by its path relative to the project's folder.</summary>
internal sealed record ProjectFile(string Path, byte[] Content)
{
    public ProjectFile(string path, string text)
        : this(path, System.Text.Encoding.UTF8.GetBytes(text))
    {
    }
}

/// <summary>The project around a generated runner: builds and runs anywhere, with nothing but the .NET SDK.</summary>
internal static class StandaloneProject
{
    private const string VerilogFolder = "verilog";
    private const string EngineFolder = "verilog/engine";

    /// <summary>The layer that the bench replays.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="layerName">Name of a layer with products, or null for the first that a bench can replay.</param>
    /// <returns>Null for a model without such layers.</returns>
    /// <exception cref="InputException">There is no such layer.</exception>
    public static LayerKernel? FindBenchLayer(ExecutionPlan plan, string? layerName) =>
        layerName is null
            ? plan.LayerKernels.FirstOrDefault(kernel => kernel.Layer.Operators.Multiplier.BenchModule() is not null)
            : plan.LayerKernels.FirstOrDefault(kernel => kernel.Node.Name == layerName)
                ?? throw new InputException(plan.Graph.ProductNodes.Any(layer => layer.Name == layerName)
                    ? $"{Text.Quote(layerName)} multiplies two tensors: a bench replays layers with constant weights"
                    : NearName.NoLayer(layerName, plan.LayerKernels.Select(kernel => kernel.Node.Name)));

    /// <summary>Writes a project, and the bench of one layer in a folder of its own: all files or none.</summary>
    /// <param name="folder">Files of ours in it are overwritten, others stay.</param>
    /// <param name="package">What was compiled.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="constraints">The text of <c>D_sound.json</c>.</param>
    /// <param name="run">A sample and what becomes of it: for the self-check and the bench.</param>
    /// <param name="benchLayer">The layer to replay, if any.</param>
    /// <param name="originOf">What is behind a multiplier of the plan; null where its table is to stand for it.</param>
    /// <param name="engine">Files with the engines of the network, if any.</param>
    public static void Write(
        string folder,
        Package package,
        ExecutionPlan plan,
        string constraints,
        RecordedRun run,
        LayerKernel? benchLayer,
        Func<Multiplier, MultiplierOrigin?> originOf,
        IReadOnlyList<ProjectFile> engine)
    {
        List<(string Path, Action<Stream> Write)> files = [];
        void Add(string subfolder, IEnumerable<ProjectFile> added) => files.AddRange(added.Select<ProjectFile, (string, Action<Stream>)>(
            file => (Path.Combine(folder, subfolder, file.Path), stream => stream.Write(file.Content))));

        Add("", Files(plan, package.Identity, constraints));
        Add("", [new("README.md", Readme(plan, benchLayer, engine.Count > 0))]);
        Add(SelfCheck.Folder, SelfCheck.Files(run.Sample, run.Outputs).Select(file => new ProjectFile(file.Name, file.Content)));
        Add(EngineFolder, engine);
        if (benchLayer is not null)
        {
            LayerBenchInput replay = LayerReplay.Of(package.Network, benchLayer.Layer.Node, plan.Operators.For(benchLayer.Node.Name), run)
                with { Origin = originOf(benchLayer.Layer.Operators.Multiplier) };
            files.AddRange(LayerBench.Files(replay, Path.Combine(folder, VerilogFolder)));
        }

        AtomicFile.WriteAll(files);
    }

    /// <summary>The files of a project that builds.</summary>
    /// <param name="plan">The plan of the runner.</param>
    /// <param name="package">What it was made from.</param>
    /// <param name="constraints">The text of <c>D_sound.json</c>, baked into the program.</param>
    public static IReadOnlyList<ProjectFile> Files(ExecutionPlan plan, PackageIdentity package, string constraints) =>
    [
        .. ModelEmitter.Emit(plan, package).Files.Select(file => new ProjectFile(file.Name, file.Text)),
        new("Program.cs", Program(plan)),
        new($"{plan.ClassName}.csproj", Project),
        new("Directory.Build.props", Empty),
        new("Directory.Build.targets", Empty),
        new("Directory.Packages.props", Empty),
        new("D_sound.json", constraints),
        new("lib/QMacVerify.Runtime.dll", File.ReadAllBytes(typeof(IModelRunner).Assembly.Location)),
    ];

    private static string Readme(ExecutionPlan plan, LayerKernel? benchLayer, bool hasEngine) => TemplateRenderer.Render("project_readme.md", new
    {
        // The name comes from a model, which may be hostile.
        Network = SafeName.Of(plan.Graph.Name),
        Class = plan.ClassName,
        Version = ModelEmitter.ToolVersion,
        HasProducts = plan.ProductKernels.Any(),
        HasState = plan.Graph.States.Count > 0,
        BenchLayer = benchLayer is null ? null : SafeName.Of(benchLayer.Node.Name),
        HasEngine = hasEngine,
    });

    private const string Empty = """
        <!-- Empty on purpose: the project takes nothing from the folders above it. -->
        <Project />

        """;

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <InvariantGlobalization>true</InvariantGlobalization>
            <!-- In every configuration: kernels built without optimization are about 30 times slower. -->
            <Optimize>true</Optimize>
            <!-- dotnet build -p:QMacChecked=true compares every accumulator with its sound bound while running. -->
            <DefineConstants Condition="'$(QMacChecked)' == 'true'">$(DefineConstants);QMAC_CHECKED</DefineConstants>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="QMacVerify.Runtime" HintPath="lib/QMacVerify.Runtime.dll" />
            <EmbeddedResource Include="D_sound.json" LogicalName="D_sound.json" />
            <Compile Remove="verilog/**" />
            <None Update="selfcheck/*" CopyToOutputDirectory="PreserveNewest" />
          </ItemGroup>
        </Project>

        """;

    private static string Program(ExecutionPlan plan)
    {
        // Qualified: whatever the class is called, nothing here is hidden by it.
        string type = $"global::{plan.Namespace}.{plan.ClassName}";

        // A model without products has no bounds, so its class has no place to put them.
        string check = plan.ProductKernels.Any()
            ? $"""
                #if QMAC_CHECKED
                Action<AccumulatorCheck>? check = bounds => {type}.AccumulatorBounds = bounds;
                #else
                Action<AccumulatorCheck>? check = null;
                #endif
                return RunnerProgram.Run(args, () => new {type}(), constraints.ToArray(), check);
                """
            : $"return RunnerProgram.Run(args, () => new {type}(), constraints.ToArray());";
        return $"""
            // <auto-generated>qmac {ModelEmitter.ToolVersion}</auto-generated>
            // dotnet run -c Release -- x.npy [--quantize] [--out DIR]
            // dotnet run -c Release -- --self-check
            #nullable enable
            using System;
            using System.IO;
            using System.Reflection;
            using QMacVerify.Runtime;
            using QMacVerify.Runtime.Running;

            using MemoryStream constraints = new();
            using (Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("D_sound.json")!)
            {"{"}
                resource.CopyTo(constraints);
            {"}"}

            {check}

            """.ReplaceLineEndings("\n");
    }
}
