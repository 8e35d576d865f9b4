using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>What a run loads, seen in processes of their own: the C# compiler alone takes longer to start than most runs.</summary>
[Trait("Category", "Slow")]
public sealed class LoadedAssembliesTests : IDisposable
{
    public const string Part = "loaded";

    private const string Roslyn = "Microsoft.CodeAnalysis";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_LoadsTheCSharpCompilerWhereItCompilesOnly()
    {
        QMac.Success("export", "--model", "cnn_small", "--out", _folder.PathOf("package"));
        string[] run = ["run", "--pkg", _folder.PathOf("package"), "--random-input", "--amul", "trunc:2", "--out", _folder.PathOf("out")];

        Assert.DoesNotContain(Roslyn, Loaded([.. run, "--engine", "reference"]), StringComparison.Ordinal);
        Assert.Contains(Roslyn, Loaded([.. run, "--engine", "compiled"]), StringComparison.Ordinal);
        Assert.DoesNotContain(Roslyn, Loaded(run), StringComparison.Ordinal);
        Assert.Contains("\"engine\": \"compiled\"", File.ReadAllText(_folder.PathOf("out", "run.json")), StringComparison.Ordinal);
    }

    /// <summary>The child's part: runs <c>qmac</c> and prints what is loaded then.</summary>
    internal static int PrintLoaded(string[] arguments)
    {
        int exitCode = Program.Run(arguments, TextWriter.Null, Console.Error, CancellationToken.None);
        Console.WriteLine(string.Join('\n', AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name).Order(StringComparer.Ordinal)));
        return exitCode;
    }

    private string Loaded(string[] arguments)
    {
        ChildResult result = TestProgram.Run(Part, arguments, new Dictionary<string, string?> { ["QMAC_CACHE"] = _folder.PathOf("cache") });
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("qmac", result.Output, StringComparison.Ordinal);
        return result.Output;
    }
}
