using System.CommandLine;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac completion</c>: a script that makes a shell ask <see cref="Suggestions"/>.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    public static Command Create()
    {
        Argument<string> shell = new("SHELL") { Description = string.Join(", ", Shells) };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && !Shells.Contains(value))
            {
                result.AddError($"there is no completion for {Text.Quote(value)}; {NearName.Hint(value, Shells)}");
            }
        });
        VerbCommand command = new(
            "completion",
            "Print a script that completes commands, options, layers and operators: bash and zsh take it by source <(...), fish by | source, PowerShell by | Out-String | Invoke-Expression.",
            "source <(qmac completion bash)")
        { shell };
        command.SetRun((options, console, _) =>
        {
            console.Write(EmbeddedText.Asset($"completion.{options.GetValue(shell)}"));
            return ExitCodes.Done;
        });
        return command;
    }
}
