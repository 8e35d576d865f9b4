using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using QMacVerify.Compiler.Commands;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler;

/// <summary>Entry point of <c>qmac</c>: one line on stderr and an exit code for whatever goes wrong.</summary>
internal static class Program
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">Without the name of the program.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">At most one line.</param>
    /// <param name="cancellation">Ends the work; files are whole or absent then.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        using PlainWriter plain = new(output, "standard output") { NewLine = output.NewLine };
        try
        {
            // No response files: a file name that begins with @ is a file name.
            ParseResult parseResult = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parseResult.Errors.Count > 0)
            {
                return Fail(error, $"{parseResult.Errors[0].Message.TrimEnd('.')}; see {CommandLine(parseResult)} --help", ExitCodes.BadInput);
            }

            InvocationConfiguration configuration = new()
            {
                Output = plain,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return parseResult.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return Fail(error, "interrupted", ExitCodes.Interrupted);
        }
        catch (Exception e) when (IsBadInput(e))
        {
            return Fail(error, e.Message, ExitCodes.BadInput);
        }
        catch (CheckFailedException e)
        {
            return Fail(error, e.Message, ExitCodes.CheckFailed);
        }
        catch (MissingToolException e)
        {
            return Fail(error, e.Message, ExitCodes.MissingTool);
        }
        catch (Exception e) when (IsOutOfMemory(e))
        {
            return Fail(error, "there is not enough memory: take fewer samples at a time (--limit, --batch), fewer threads, or a smaller network", ExitCodes.BadInput);
        }
#pragma warning disable CA1031 // The edge of the program: a bug shows as one line.
        catch (Exception e)
        {
            return Fail(error, $"bug, please report it: {e.GetType().Name}: {e.Message}", ExitCodes.Bug);
        }
#pragma warning restore CA1031
    }

    /// <summary>Whether something was wrong with what a user gave: the message says it in one line.</summary>
    internal static bool IsBadInput(Exception e) => e is DiagnosticException or InvalidModelException or InputException or ArrayFormatException
        or IOException or UnauthorizedAccessException;

    /// <summary>Whether memory ran out, also for a thread, or in one.</summary>
    private static bool IsOutOfMemory(Exception e) =>
        e is OutOfMemoryException || (e as AggregateException)?.InnerExceptions.Any(IsOutOfMemory) == true || (e.InnerException is Exception inner && IsOutOfMemory(inner));

    private static int Main(string[] args)
    {
        using CancellationTokenSource interrupt = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupt.Cancel();
        };
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);
        return Run(args, Console.Out, Console.Error, interrupt.Token);

        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupt.Cancel();
        }
    }

    /// <summary>Every verb, one line each. No <see cref="RootCommand"/>: its directives would swallow arguments in brackets.</summary>
    private static Command CreateRoot()
    {
        HelpOption help = new();
        help.Action = new ExampleHelp((SynchronousCommandLineAction)help.Action!);
        return new Command("qmac", "Compile and verify int8 convolutional networks on approximate arithmetic.")
        {
            help,
            new VersionOption(),
            ExportCommand.Create(),
            PackCommand.Create(),
            OptimizeCommand.Create(),
            TuneCommand.Create(),
            FineTuneCommand.Create(),
            InspectCommand.Create(),
            RunCommand.Create(),
            EvaluateCommand.Create(),
            SweepCommand.Create(),
            SearchCommand.Create(),
            CompareCommand.Create(),
            CompileCommand.Create(),
            ConstraintsCommand.Create(),
            CheckCommand.Create(),
            AccumulatorsCommand.Create(),
            CertifyCommand.Create(),
            AssignCommand.Create(),
            OpcheckCommand.Create(),
            CosimCommand.Create(),
            ReportCommand.Create(),
            OpCommand.Create(),
            DemoCommand.Create(),
            CacheCommand.Create(),
        };
    }

    private static string CommandLine(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        return command is not VerbCommand ? "qmac"
            : command.Parents.OfType<VerbCommand>().FirstOrDefault() is VerbCommand group ? $"qmac {group.Name} {command.Name}"
            : $"qmac {command.Name}";
    }

    private static int Fail(TextWriter error, string message, int exitCode)
    {
        try
        {
            error.WriteLine($"qmac: {Text.Escape(message.ReplaceLineEndings(" "))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody listens: the exit code says it.
        }

        return exitCode;
    }
}
