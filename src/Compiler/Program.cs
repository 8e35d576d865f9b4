using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using QMacVerify.Compiler.Build;
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
    /// <param name="error">At most one line, and before it one where there is a cache that is not used.</param>
    /// <param name="cancellation">Ends the work; files are whole or absent then.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        using PlainWriter plain = new(output, "standard output") { NewLine = output.NewLine };
        try
        {
            Command root = CreateRoot();
            if (Suggestions.AreAsked(args))
            {
                Suggestions.Print(root, args, plain);
                return ExitCodes.Done;
            }

            // No response files: a file name that begins with @ is a file name.
            ParserConfiguration parser = new() { ResponseFileTokenReplacer = null };
            ParseResult parseResult = root.Parse(args, parser);
            bool isBare = UsageProblem.IsBare(parseResult);
            if (parseResult.Errors.Count > 0 && !isBare)
            {
                return Fail(error, UsageProblem.Of(parseResult), ExitCodes.BadInput);
            }

            InvocationConfiguration configuration = new()
            {
                Output = plain,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            if (isBare)
            {
                // Help, and not done: a script that lost its command shall see it.
                root.Parse([.. args, "--help"], parser).Invoke(configuration);
                return ExitCodes.BadInput;
            }

            if (parseResult.CommandResult.Command is VerbCommand { ReportsCache: false } verb && parseResult.Action == verb.Action
                && BuildCache.OfUser()?.Warning() is string warning)
            {
                Say(error, warning);
            }

            return parseResult.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return Fail(error, "interrupted", ExitCodes.Interrupted);
        }
        catch (Exception e) when (e is DiagnosticException or InvalidModelException or InputException or ArrayFormatException
            or IOException or UnauthorizedAccessException)
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
#pragma warning disable CA1031 // The edge of the program: a bug shows as one line.
        catch (Exception e)
        {
            return Fail(error, $"bug, please report it: {e.GetType().Name}: {e.Message}", ExitCodes.Bug);
        }
#pragma warning restore CA1031
    }

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
        HelpOption help = new("--help", "-h", "-?");
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
            ExampleCommand.Create(),
            CacheCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
        };
    }

    private static int Fail(TextWriter error, string message, int exitCode)
    {
        Say(error, message);
        return exitCode;
    }

    private static void Say(TextWriter error, string message)
    {
        try
        {
            error.WriteLine($"qmac: {Text.Escape(message.ReplaceLineEndings(" "))}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody listens: the exit code says it.
        }
    }
}
