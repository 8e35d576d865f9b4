using System.CommandLine;
using System.CommandLine.Invocation;

namespace QMacVerify.Compiler.Commands;

/// <summary>The usual help, and then the verb's example.</summary>
internal sealed class ExampleHelp(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is VerbCommand verb)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            output.WriteLine($"  {verb.Example}");
            output.WriteLine();
        }

        return ExitCodes.Done;
    }
}
