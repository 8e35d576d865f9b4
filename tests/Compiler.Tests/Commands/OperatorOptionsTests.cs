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

    private static (ParseResult Parsed, OperatorOptions Options) Parse(string[] args)
    {
        OperatorOptions options = new();
        Command command = new("run");
        options.AddTo(command);
        return (command.Parse(args), options);
    }
}
