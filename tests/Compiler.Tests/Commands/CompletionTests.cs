using System.Globalization;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>What is offered for a word, by the program and through the scripts in real shells.</summary>
public sealed class CompletionTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("qmac ex", "example export")]
    [InlineData("./qmac op in", "inspect")]
    [InlineData("qmac completion ", "--help -h bash fish pwsh zsh")]
    [InlineData("qmac inspect --lay", "--layer")]
    [InlineData("qmac run --engine ", "auto compiled reference")]
    [InlineData("qmac run --engine c", "compiled")]
    [InlineData("qmac cosim --simulator ", "icarus verilator")]
    [InlineData("qmac export --requantization tflite_", "tflite_double tflite_single tflite_xnnpack")]
    [InlineData("qmac constraints --region p", "patch: pixels")]
    [InlineData("qmac inspect --pkg PKG --layer ", "add conv1 conv2 depthwise logits pointwise pool")]
    [InlineData("qmac accumulators --pkg PKG --prove ", "conv1 conv2 depthwise logits pointwise")]
    [InlineData("qmac accumulators --prove co --pkg PKG", "conv1 conv2", 28)]
    [InlineData("qmac inspect --pkg PKG --json --c", "--code")]
    [InlineData("qmac run --amul trunc:2 --aadd exact --lim", "--limit")]
    [InlineData("qmac op list ", "--help --json -h")]
    [InlineData("qmac op list --json ", "--help -h")]
    [InlineData("qmac op list --json", "--json")]
    [InlineData("qmac inspect --pkg PKG --layer conv1 --layer", "--layer")]
    [InlineData("qmac run --amul trunc:2 tr", "")]
    [InlineData("qmac sweep --multipliers trunc:2 mi", "mitchell")]
    [InlineData("qmac cosim --pkg PKG --layers conv1,p", "conv1,pointwise conv1,pool")]
    [InlineData("qmac sweep --pkg PKG --layers conv1+d", "conv1+depthwise")]
    [InlineData("qmac sweep --pkg PKG --layers a", "all")]
    [InlineData("qmac run --amul tr", "trunc: trunc_col: trunc_op:")]
    [InlineData("qmac run --amul drum:", "drum:3 drum:4 drum:5 drum:6 drum:7")]
    [InlineData("qmac run --amul ver", "verilog:")]
    [InlineData("qmac run --aadd l", "loa:")]
    [InlineData("qmac run --aadd loa:3", "loa:3 loa:30 loa:31")]
    [InlineData("qmac run --pkg PKG --amul conv", "conv1= conv2=")]
    [InlineData("qmac run --pkg PKG --amul trunc:2 --amul conv2=dr", "conv2=drum:")]
    [InlineData("qmac run --pkg PKG --amul 'conv*=mi", "conv*=mitchell")]
    [InlineData("qmac run --amul conv", "")]
    [InlineData("qmac run --pkg nowhere --amul conv", "")]
    [InlineData("qmac opcheck --op eta1:1", "eta1:1 eta1:10 eta1:11 eta1:12 eta1:13 eta1:14 eta1:15 eta1:16 eta1:17 eta1:18 eta1:19")]
    [InlineData("qmac op inspect mit", "mitchell")]
    [InlineData("qmac run --pkg ", "")]
    [InlineData("qmac nothing --", "*")]
    [InlineData("", "*")]
    public void Suggest_Line_OffersWhatMayFollow(string line, string expected, int position = -1)
    {
        line = line.Replace("PKG", package.Folder, StringComparison.Ordinal);
        string directive = position < 0 ? "[suggest]" : string.Create(CultureInfo.InvariantCulture, $"[suggest:{position}]");

        string[] words = QMac.Success(directive, line).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.DoesNotContain(words, word => word is "True" or "False");
        if (expected != "*")
        {
            Assert.Equal(expected, string.Join(' ', words));
        }
    }

    [Fact]
    public void Suggest_EveryStrategy_IsOfferedBehindALayer() => Assert.Equal(
        KernelStrategies.Names.Order(StringComparer.Ordinal).Select(name => $"conv1={name}"),
        QMac.Success("[suggest]", $"qmac run --pkg {package.Folder} --strategy conv1=").Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{ "nodes": 3 }""")]
    [InlineData("""{ "nodes": [ { "name": "a b", "op": "conv2d" }, { "name": "$(id)", "op": "conv2d" }, { "name": "x;y", "op": "conv2d" } ] }""")]
    public void Suggest_GraphThatIsNone_OffersNothingInSilence(string graph)
    {
        File.WriteAllText(_folder.PathOf("graph.json"), graph);

        Assert.Equal("", QMac.Success("[suggest]", $"qmac inspect --pkg {_folder.Path} --layer "));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Completion_Shell_PrintsItsScript(string shell) => Assert.Contains("[suggest:", QMac.Success("completion", shell), StringComparison.Ordinal);

    [Theory]
    [InlineData("there is no completion for \"zhs\"; did you mean \"zsh\"? See qmac completion --help", "zhs")]
    [InlineData("Required argument 'SHELL' missing for command: 'completion'; see qmac completion --help")]
    public void Completion_OtherShell_IsRefused(string expected, params string[] args) => Assert.Equal(expected, QMac.Refusal(["completion", .. args]));

    /// <summary>What bash does when the key is pressed: it splits words at : and =, and puts the reply in place of the last part.</summary>
    [SkippableTheory]
    [InlineData("qmac ins", "inspect", "ins")]
    [InlineData("qmac inspect --pkg PKG --layer po", "pointwise pool", "po")]
    [InlineData("qmac run --amul trunc:1", "1 10 11 12 13 14 15", "1")]
    [InlineData("qmac run --amul trunc:", "0 1 10 11 12 13 14 15 2 3 4 5 6 7 8 9", "")]
    [InlineData("qmac run --pkg PKG --amul conv2=trunc:1", "1 10 11 12 13 14 15", "1")]
    [InlineData("qmac run --pkg PKG --amul 'conv2=dr", "drum:", "dr")]
    [InlineData("qmac run --pkg PKG --amul conv", "conv1= conv2=", "conv")]
    [InlineData("qmac run --pkg ", "", "")]
    public void Completion_Bash_Completes(string line, string expected, string current)
    {
        Tools.Require("bash");
        Program("qmac");
        File.WriteAllText(_folder.PathOf("script"), QMac.Success("completion", "bash"));
        string text = line.Replace("PKG", package.Folder, StringComparison.Ordinal);

        // compopt works in a completion alone.
        ChildResult end = Shell(
            "bash",
            $$"""
            source ./script
            compopt() { :; }
            complete -p qmac > /dev/null || exit 9
            COMP_LINE=$1 COMP_POINT=${#1}
            _qmac_complete qmac "$2" x
            echo "${COMPREPLY[*]}"
            """,
            text,
            current);

        Assert.Equal((0, expected + "\n", ""), (end.ExitCode, end.Output, end.Error));
    }

    /// <summary>The key itself, at a terminal.</summary>
    [SkippableFact]
    public void Completion_BashAtATerminal_FinishesTheWord()
    {
        Tools.Require("bash", "script");
        Program("qmac");
        File.WriteAllText(_folder.PathOf("script"), QMac.Success("completion", "bash"));
        File.WriteAllText(_folder.PathOf("rc"), "stty cols 250\nPATH=.:$PATH\nsource ./script\nPS1=\n");

        ChildResult end = Shell("bash", "printf 'qmac inspect --pkg %s --layer poin\\t\\nexit\\n' \"$1\" | TERM=dumb script -qec 'bash --rcfile ./rc -i' /dev/null", package.Folder);

        Assert.Contains("--layer pointwise ", end.Output, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("inspect --lay", "--layer")]
    [InlineData("inspect --pkg PKG --layer poi", "pointwise")]
    [InlineData("run --pkg PKG --amul conv2=dr", "conv2=drum:")]
    public void Completion_Fish_Completes(string line, string expected)
    {
        Tools.Require("fish");
        Program("qmac");
        File.WriteAllText(_folder.PathOf("script"), QMac.Success("completion", "fish"));
        string text = line.Replace("PKG", package.Folder, StringComparison.Ordinal);

        ChildResult end = Shell("fish", $"set PATH . $PATH; source ./script; complete -C 'qmac {text}'");

        Assert.Contains(expected, end.Output.Split('\n'));
    }

    [SkippableTheory]
    [InlineData("inspect --lay", "--layer")]
    [InlineData("inspect --pkg PKG --layer poi", "pointwise")]
    public void Completion_PowerShell_Completes(string line, string expected)
    {
        Tools.Require("pwsh");
        Program("qmac");
        File.WriteAllText(_folder.PathOf("script.ps1"), QMac.Success("completion", "pwsh"));
        string text = "qmac " + line.Replace("PKG", package.Folder, StringComparison.Ordinal);

        ChildResult end = Shell(
            "pwsh", $"$env:PATH = \".:$env:PATH\"; . ./script.ps1; (TabExpansion2 '{text}' {text.Length.ToString(CultureInfo.InvariantCulture)}).CompletionMatches.CompletionText");

        Assert.Contains(expected, end.Output.ReplaceLineEndings("\n").Split('\n'));
    }

    [SkippableFact]
    public void Completion_Zsh_Completes()
    {
        Tools.Require("zsh");
        Program("qmac");
        File.WriteAllText(_folder.PathOf("script"), QMac.Success("completion", "zsh"));

        // compadd is what a completion ends in; what it is given is what is offered.
        ChildResult end = Shell(
            "zsh",
            """
            compdef() { :; }
            compadd() { while [[ $1 != -- ]]; do shift; done; shift; print -l -- "$@"; }
            path=(. $path)
            source ./script
            words=(qmac inspect --pkg "$1" --layer poi) CURRENT=6 PREFIX=poi
            _qmac
            """,
            package.Folder);

        Assert.Equal("pointwise\n", end.Output);
    }

    /// <summary>The program under its name, in the folder that shells start in.</summary>
    private void Program(string name) => _folder.WriteScript(name, $"exec '{ChildProcess.DotNet}' '{ChildProcess.QMacProgram}' \"$@\"");

    private ChildResult Shell(string shell, string script, params string[] arguments)
    {
        string program = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, shell)).First(File.Exists);
        string path = $"{_folder.Path}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        string[] name = shell is "bash" or "zsh" ? [shell] : [];
        return ChildProcess.Run(program, ["-c", script, .. name, .. arguments], _folder.Path, new Dictionary<string, string?> { ["PATH"] = path });
    }
}
