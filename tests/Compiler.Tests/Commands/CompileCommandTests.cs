using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary><c>qmac compile</c> on the built-in network. That the project builds and runs is tested in Integration.Tests.</summary>
public sealed class CompileCommandTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private static readonly string[] ProjectFiles =
    [
        "CnnSmall.Parameters.g.cs", "CnnSmall.csproj", "CnnSmall.g.cs", "D_sound.json", "Directory.Build.props", "Directory.Build.targets",
        "Directory.Packages.props", "Program.cs", "README.md", "lib/QMacVerify.Runtime.dll", "selfcheck/SHA256SUMS", "selfcheck/input_0.npy",
        "selfcheck/output_0.npy", "verilog/README.md", "verilog/accumulators.hex",
        "verilog/add_exact_s32.v", "verilog/layer_tb.v", "verilog/mac_s8_acc32.v", "verilog/mul_trunc_s8.v", "verilog/qm_add.v",
        "verilog/qm_mul.v", "verilog/sources.f", "verilog/taps.hex",
    ];

    private const string Engine = "verilog/engine/";

    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.PathOf("g");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compile_Package_WritesTheProjectAndItsConstraints()
    {
        Assert.Equal($"{Out}: dotnet run -c Release --project {Out} -- x.npy\n", Compile("--amul", "trunc:2"));

        IReadOnlyList<string> files = FolderContents.Files(Out);
        Assert.Equal(ProjectFiles, files.Where(file => !file.StartsWith(Engine, StringComparison.Ordinal)));
        AssertNamed(Path.Combine(Out, "README.md"), files.Select(file => file.StartsWith(Engine, StringComparison.Ordinal) ? Engine
            : file.Contains('/', StringComparison.Ordinal) && !file.StartsWith("lib/", StringComparison.Ordinal) ? $"{file.Split('/')[0]}/" : file));
        QMac.Success("constraints", "--pkg", package.Folder, "--amul", "trunc:2", "--out", _folder.PathOf("d.json"));
        Assert.Equal(File.ReadAllBytes(_folder.PathOf("d.json")), File.ReadAllBytes(Path.Combine(Out, "D_sound.json")));
        Snapshot.Verify(File.ReadAllText(Path.Combine(Out, "Program.cs")), "Program", "cs");
    }

    [Fact]
    public void Compile_Engine_HasSourcesMemoriesAndWhatRunsThem()
    {
        Compile("--amul", "trunc:2");

        string[] files = [.. FolderContents.Files(Path.Combine(Out, Engine))];
        string[] layers = [.. File.ReadLines(Path.Combine(Out, Engine, "layers.txt")).Select(line => line.Split(' ')[0])];
        Assert.Equal(["00_conv1", "01_conv2", "02_depthwise", "03_pointwise", "04_add", "05_pool", "06_logits"], layers);
        Assert.Equal(["Makefile", "README.md", "layers.txt", "run.sh"], files.Where(file => !file.Contains('/', StringComparison.Ordinal)));
        Assert.All(layers, layer => Assert.Contains($"layers/{layer}/layer.hex", files));
        Assert.Equal(files.Where(file => file.StartsWith("engine_0/", StringComparison.Ordinal) && file.EndsWith(".v", StringComparison.Ordinal)).Select(Path.GetFileName),
            File.ReadLines(Path.Combine(Out, Engine, "engine_0", "sources.f")).Order(StringComparer.Ordinal));
        AssertNamed(Path.Combine(Out, Engine, "README.md"), files.Select(file => file.Split('/') switch
        {
            ["layers", string layer, _] => layer,
            [string folder, _] => $"{folder}/",
            _ => file,
        }));
        AssertNamed(Path.Combine(Out, Engine, "README.md"), files.Where(file => file.StartsWith("layers/", StringComparison.Ordinal)).Select(file => file.Split('/')[2]));
    }

    [Fact]
    public void Compile_Twice_GivesTheSameBytesAndLeavesOtherFiles()
    {
        Compile("--amul", "trunc:2");
        IReadOnlyList<string> first = FolderContents.Of(Out);
        File.WriteAllText(Path.Combine(Out, "Mine.cs"), "// mine");

        Compile("--amul", "trunc:2");

        Assert.Equal(first, FolderContents.Of(Out).Where(file => !file.StartsWith("Mine.cs ", StringComparison.Ordinal)));
        Assert.Equal("// mine", File.ReadAllText(Path.Combine(Out, "Mine.cs")));
    }

    [Fact]
    public void Compile_ClassAndNamespace_NameTheRunner()
    {
        Compile("--class", "Digits", "--namespace", "Acme.Vision");

        string source = File.ReadAllText(Path.Combine(Out, "Digits.g.cs"));
        Assert.Contains("namespace Acme.Vision;", source, StringComparison.Ordinal);
        Assert.Contains("class Digits ", source, StringComparison.Ordinal);
        Assert.Contains("new global::Acme.Vision.Digits()", File.ReadAllText(Path.Combine(Out, "Program.cs")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "Digits.csproj")));
    }

    [Fact]
    public void Compile_Strategy_ChangesTheKernelOfThatLayerOnly()
    {
        Compile("--strategy", "depthwise=loops", "--strategy", "logits=loops");
        string loops = File.ReadAllText(Path.Combine(Out, "CnnSmall.g.cs"));
        Compile("--strategy", "depthwise=unrolled", "--strategy", "logits=loops");
        string unrolled = File.ReadAllText(Path.Combine(Out, "CnnSmall.g.cs"));

        Assert.NotEqual(Kernel(loops, "Depthwise"), Kernel(unrolled, "Depthwise"));
        Assert.Equal(Kernel(loops, "Logits"), Kernel(unrolled, "Logits"));
    }

    [Fact]
    public void Compile_BenchLayer_IsReplayed()
    {
        Compile("--bench-layer", "logits");

        string readme = File.ReadAllText(Path.Combine(Out, "verilog", "README.md"));
        Assert.StartsWith("# Bench of layer logits\n", readme, StringComparison.Ordinal);
        Assert.Contains(": 10 accumulators of 320 taps", readme, StringComparison.Ordinal);
        Assert.Equal(10, File.ReadLines(Path.Combine(Out, "verilog", "accumulators.hex")).Count());
    }

    [Fact]
    public void Compile_UnknownStrategy_NamesThoseThereAre() => Assert.Equal(
        $"QMAC0202: strategy \"magic\" is unknown, expected {KernelStrategies.Expected}",
        QMac.RefusalLeaving(_folder.Path, ["compile", "--pkg", package.Folder, "--out", Out, "--strategy", "conv1=magic"]));

    [Theory]
    [InlineData("QMAC0203: \"conv9\" is not a layer with products of this model; did you mean \"conv1\" or \"conv2\"?", "--strategy", "conv9=loops")]
    [InlineData("--strategy needs LAYER=NAME, found \"conv1\"; see qmac compile --help", "--strategy", "conv1")]
    [InlineData("\"conv9\" is not a layer with products of this model; did you mean \"conv1\" or \"conv2\"?", "--bench-layer", "conv9")]
    [InlineData("\"pool\" is not a layer with products of this model; expected conv1, conv2, depthwise, pointwise, logits", "--bench-layer", "pool")]
    [InlineData("QMAC0301: \"class\" is not a C# identifier that can name a class or namespace", "--class", "class")]
    [InlineData("QMAC0301: \"A; }\" is not a C# identifier that can name a class or namespace", "--class", "A; }")]
    [InlineData("QMAC0301: \"new\" is not a C# identifier that can name a class or namespace", "--namespace", "A.new")]
    public void Compile_BadUsage_SaysWhatToGiveAndWritesNothing(string expected, params string[] options) =>
        Assert.Equal(expected, QMac.RefusalLeaving(_folder.Path, ["compile", "--pkg", package.Folder, "--out", Out, .. options]));

    private static void AssertNamed(string readme, IEnumerable<string> files)
    {
        string text = File.ReadAllText(readme);
        Assert.All(files.Where(file => file != "README.md").Distinct(), file => Assert.Contains(file, text, StringComparison.Ordinal));
    }

    private static string Kernel(string source, string name)
    {
        int start = source.IndexOf($" void {name}(", StringComparison.Ordinal);
        Assert.NotEqual(-1, start);
        return source[start..source.IndexOf("\n    }\n", start, StringComparison.Ordinal)];
    }

    private string Compile(params string[] options) => QMac.Success(["compile", "--pkg", package.Folder, "--out", Out, .. options]);
}
