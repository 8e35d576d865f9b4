using System.Text.RegularExpressions;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Commands;

/// <summary>Every option of every command that may name a circuit of somebody else refuses one that reaches out, and nothing is written.</summary>
public sealed class CircuitProtectionTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    /// <summary>Options that take a multiplier, or a file that may name one.</summary>
    private static readonly string[] Takers = ["--amul", "--assign", "--op", "--against", "--multipliers", "--circuits", "--candidates"];

    /// <summary>The rest of a command line for each command with such an option. <c>X</c>, <c>Y</c> are samples and labels, <c>OUT</c> what is written.</summary>
    private static readonly Dictionary<string, string> Lines = new()
    {
        ["optimize"] = "--pkg P --out OUT",
        ["tune"] = "--pkg P --input X --labels Y --out OUT",
        ["finetune"] = "--pkg P --input X --labels Y --out OUT",
        ["inspect"] = "--pkg P",
        ["run"] = "--pkg P --input X --out OUT",
        ["evaluate"] = "--pkg P --data X --labels Y",
        ["compare"] = "--pkg P --input X",
        ["compile"] = "--pkg P --out OUT",
        ["constraints"] = "--pkg P --out OUT",
        ["accumulators"] = "--pkg P --prove conv1",
        ["certify"] = "--pkg P --out OUT",
        ["assign"] = "--pkg P --budget-lsb 1 --out OUT",
        ["cosim"] = "--pkg P --input X --out OUT",
        ["report"] = "--pkg P --out OUT",
        ["sweep"] = "--pkg P --data X --labels Y --results OUT",
        ["search"] = "--pkg P --data X --labels Y --out OUT",
        ["opcheck"] = "--out OUT",
        ["demo"] = "",
        ["op cost"] = "--pkg P",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnyCommand_CircuitThatReachesOut_IsRefusedWhateverNamesIt()
    {
        string circuit = _folder.PathOf("mul.v");
        string spec = $"verilog:{circuit}";
        File.WriteAllText(circuit, HostileCircuits.Reaching["memory_from_a_file"]);
        File.WriteAllText(_folder.PathOf("assign.json"), $$"""{ "default": { "multiplier": "{{spec}}" } }""");
        File.WriteAllText(_folder.PathOf("circuits.txt"), $"{spec}\n");
        string refusal = QMac.RefusalLeaving(_folder.Path, "op", "inspect", spec);
        string reason = refusal[refusal.IndexOf("mul.v:", StringComparison.Ordinal)..];
        Assert.Contains("$readmemh", reason, StringComparison.Ordinal);

        List<string> tried = [];
        foreach ((string command, string option) in TakersOfAll())
        {
            Assert.True(Lines.TryGetValue(command, out string? rest), $"{command} {option}: add the command to this test");
            string value = option switch { "--assign" => _folder.PathOf("assign.json"), "--circuits" => _folder.PathOf("circuits.txt"), _ => spec };
            string[] line = [.. command.Split(' '), option, value, .. command == "opcheck" && option == "--against" ? (string[])["--op", "trunc:2"] : [], .. rest.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Word)];
            Assert.Contains(reason, QMac.RefusalLeaving(_folder.Path, line), StringComparison.Ordinal);
            tried.Add($"{command} {option}");
        }

        foreach (string command in (string[])["export", "cost"])
        {
            string[] output = command == "export" ? ["--out", _folder.PathOf("out.qop.json")] : [];
            Assert.Contains(reason, QMac.RefusalLeaving(_folder.Path, ["op", command, spec, .. output]), StringComparison.Ordinal);
        }

        Assert.ProperSuperset(new HashSet<string> { "run --amul", "cosim --assign", "sweep --circuits", "opcheck --against", "accumulators --amul" }, tried.ToHashSet());
    }

    /// <summary>A certificate names the circuits that it is about: it is a file of somebody else, too.</summary>
    [Fact]
    public void Check_CertificateThatNamesSuchACircuit_RefusesIt()
    {
        string circuit = _folder.PathOf("mul.v");
        File.WriteAllText(circuit, HostileCircuits.Reaching["memory_from_a_file"]);
        string file = _folder.PathOf("D_sound.json");
        QMac.Success("constraints", "--pkg", package.Folder, "--out", file);
        string text = File.ReadAllText(file).Replace("\"id\": \"exact\"", $"\"id\": \"verilog:{circuit}\"", StringComparison.Ordinal);
        File.WriteAllText(file, TextDigest.Append($"{text[..text.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal)]}\n}}\n"));
        IReadOnlyList<string> before = FolderContents.Of(_folder.Path);

        (int exitCode, string output, string error) = QMac.Run("check", file, "--pkg", package.Folder);

        Assert.Equal((1, ""), (exitCode, error));
        Assert.Contains("$readmemh", output, StringComparison.Ordinal);
        Assert.Equal(before, FolderContents.Of(_folder.Path));
    }

    /// <summary>As the help says it: what is added to a command is found here.</summary>
    private static IEnumerable<(string Command, string Option)> TakersOfAll() =>
        from command in CommandsOf("").Where(command => command != "op").Concat(CommandsOf("op").Select(command => $"op {command}"))
        from option in Takers
        // What compare takes there are tensors.
        where (command, option) != ("compare", "--against") && Regex.IsMatch(Help(command), $@"^  {option} <", RegexOptions.Multiline)
        select (command, option);

    private static string[] CommandsOf(string group)
    {
        string help = Help(group);
        return [.. Regex.Matches(help[help.IndexOf("Commands:\n", StringComparison.Ordinal)..], @"^  ([a-z]+)\b", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
    }

    private static string Help(string command) => QMac.Success([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

    private string Word(string word) => word switch
    {
        "P" => package.Folder,
        "X" => package.Images,
        "Y" => package.Labels,
        "OUT" => _folder.PathOf("out"),
        _ => word,
    };
}
