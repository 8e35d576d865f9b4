using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Commands;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Tests.Commands;

public class OperatorOptionsTests
{
    [Theory]
    [InlineData("- -")]
    [InlineData("exact -", "--amul", "exact")]
    [InlineData("trunc:2 -", "--amul", "trunc:2")]
    [InlineData("trunc:2 -", "--amul", "trunc", "--amul-drop", "2")]
    [InlineData("trunc:2 -", "--amul-drop", "2")]
    [InlineData("trunc:2 -", "--amul", "trunc:2", "--amul-drop", "2")]
    [InlineData("trunc:0 -", "--amul-drop", "0")]
    [InlineData("- trunc:31", "--aadd", "trunc", "--aadd-drop", "31")]
    [InlineData("trunc:1 trunc:3", "--amul", "trunc:1", "--aadd", "trunc:3")]
    [InlineData("bam:h=1,v=3 loa:4", "--amul", "bam:h=1,v=3", "--aadd", "loa:4")]
    public void Read_Options_GivesWhatIsNamed(string expected, params string[] args)
    {
        (ParseResult parsed, OperatorOptions options) = Parse(args);

        Assert.Empty(parsed.Errors);
        OperatorRequest request = options.Read(parsed, new OperatorSource(CancellationToken.None));
        Assert.Equal(expected, $"{request.Multiplier?.ToString() ?? "-"} {request.Adder?.Spec ?? "-"}");
        Assert.Null(request.Assign);
    }

    [Theory]
    [InlineData("--amul trunc needs the number of dropped bits, for example --amul trunc:2 or --amul-drop 2", "--amul", "trunc")]
    [InlineData("--amul-drop: multiplier \"trunc:99\" is not valid; expected trunc:N with N from 0 to 15", "--amul-drop", "99")]
    [InlineData("--amul-drop: multiplier \"trunc:two\" is not valid; expected trunc:N with N from 0 to 15", "--amul", "trunc", "--amul-drop", "two")]
    [InlineData("--amul-drop: multiplier \"trunc:-1\" is not valid; expected trunc:N with N from 0 to 15", "--amul-drop", "-1")]
    [InlineData("--amul: multiplier \"drum:2\" is not valid; expected drum:K with K from 3 to 7", "--amul", "drum:2")]
    [InlineData("--amul trunc:2 and --amul-drop 3 contradict each other; give one of them", "--amul", "trunc:2", "--amul-drop", "3")]
    [InlineData("--amul exact and --amul-drop 3 contradict each other; give one of them", "--amul", "exact", "--amul-drop", "3")]
    [InlineData("--amul table:a.npy and --amul-drop 3 contradict each other; give one of them", "--amul", "table:a.npy", "--amul-drop", "3")]
    [InlineData("--aadd: adder \"trunc:32\" is not valid; expected trunc:N with N from 0 to 31", "--aadd", "trunc:32")]
    public void Parse_BadOptions_SaysWhatToGive(string expected, params string[] args) =>
        Assert.Equal(expected, Parse(args).Parsed.Errors[0].Message);

    [Theory]
    [InlineData("- - conv1=trunc:4", "--amul", "conv1=trunc:4")]
    [InlineData("trunc:2 loa:4 conv*=exact conv?=drum:4 fc=trunc:1", "--amul", "conv*=exact", "--amul", "trunc:2", "--aadd", "fc=trunc:1", "--aadd", "loa:4", "--amul", "conv?=drum:4")]
    [InlineData("- - conv1=bam:h=1,v=3", "--amul", "conv1=bam:h=1,v=3")]
    [InlineData("- - a=b:c/d=trunc:2", "--amul", "a=b:c/d=trunc:2")]
    [InlineData("- - conv1=trunc:2", "--aadd", "conv1=trunc:2")]
    public void Read_OfLayers_GivesThemInTheOrderOfTheLine(string expected, params string[] args)
    {
        (ParseResult parsed, OperatorOptions options) = Parse(args, hasLayers: true);

        Assert.Empty(parsed.Errors);
        OperatorRequest request = options.Read(parsed, new OperatorSource(CancellationToken.None));
        Assert.Equal(expected, string.Join(' ', [request.Multiplier?.ToString() ?? "-", request.Adder?.Spec ?? "-", .. request.Layers]));
    }

    [Theory]
    [InlineData("--amul conv1=trunc:99: multiplier \"trunc:99\" is not valid; expected trunc:N with N from 0 to 15", true, "--amul", "conv1=trunc:99")]
    [InlineData("--amul conv1=trunk:2: multiplier \"trunk:2\" is unknown; expected exact, trunc:N", true, "--amul", "conv1=trunk:2")]
    [InlineData("--amul: multiplier \"bamm:h=1,v=3\" is unknown; expected exact, trunc:N", true, "--amul", "bamm:h=1,v=3")]
    [InlineData("--aadd conv1=drum:4: adder \"drum:4\" is unknown; expected exact", true, "--aadd", "conv1=drum:4")]
    [InlineData("--amul trunc:1 and --amul trunc:2 are both for all layers; give one of them, and --amul LAYER=trunc:2 for some", true, "--amul", "trunc:1", "--amul", "trunc:2")]
    [InlineData("--amul trunc:1 and --amul trunc:2 are both for all layers; give one of them", false, "--amul", "trunc:1", "--amul", "trunc:2")]
    [InlineData("--amul conv1=exact is about layer \"conv1\", and there are no layers here: give --amul exact", false, "--amul", "conv1=exact")]
    public void Parse_BadOperatorsOfLayers_SaysWhatToGive(string expected, bool hasLayers, params string[] args) =>
        Assert.StartsWith(expected, Parse(args, hasLayers).Parsed.Errors[0].Message, StringComparison.Ordinal);

    private static (ParseResult Parsed, OperatorOptions Options) Parse(string[] args, bool hasLayers = false)
    {
        OperatorOptions options = new(hasLayers);
        Command command = new("run");
        options.AddTo(command);
        return (command.Parse(args), options);
    }
}
