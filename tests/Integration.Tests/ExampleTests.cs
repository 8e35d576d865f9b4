using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary><c>qmac example</c> as a newcomer goes on from it.</summary>
[Trait("Category", "Long")]
public sealed class ExampleTests
{
    [SkippableFact]
    public void Example_CommandsThatItShows_SucceedInTheirOrder()
    {
        Tools.Require("iverilog", "vvp");
        using TemporaryFolder folder = new();
        const string prompt = "  qmac ";
        string[] commands =
        [
            .. Run("example").Split('\n').Where(line => line.StartsWith(prompt, StringComparison.Ordinal)).Select(line => line[prompt.Length..]),
        ];

        Dictionary<string, string> outputs = commands.ToDictionary(
            command => command.Split(' ')[0],
            command => Run([.. command.Split(' '), .. command.StartsWith("search ", StringComparison.Ordinal) ? (string[])["--generations", "1"] : []]));

        Assert.Equal(["export", "run", "evaluate", "constraints", "opcheck", "sweep", "search"], outputs.Keys);
        Assert.Contains("200 of 200, 100.00 %", outputs["evaluate"], StringComparison.Ordinal);
        Assert.Contains("186 of 200, 93.00 %", outputs["evaluate"], StringComparison.Ordinal);
        Assert.Matches(@"multiplier verilog:mul\.v\S+ +equal +65,536", outputs["opcheck"]);
        Assert.Matches("(?m)^point-01.json", outputs["search"]);

        string Run(params string[] arguments)
        {
            ChildResult result = ChildProcess.RunQMac(folder.Path, arguments);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            return result.Output;
        }
    }
}
