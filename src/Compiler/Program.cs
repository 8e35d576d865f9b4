using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Commands;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler;

/// <summary>Entry point of <c>qmac</c>: one line on stderr and an exit code for whatever goes wrong.</summary>
internal static class Program
{
    /// <summary>Every verb by its name, in the order of the help.</summary>
    internal static readonly OrderedDictionary<string, Func<Command>> Verbs = new(StringComparer.Ordinal)
    {
        ["export"] = ExportCommand.Create,
        ["pack"] = PackCommand.Create,
        ["optimize"] = OptimizeCommand.Create,
        ["tune"] = TuneCommand.Create,
        ["finetune"] = FineTuneCommand.Create,
        ["inspect"] = InspectCommand.Create,
        ["run"] = RunCommand.Create,
        ["evaluate"] = EvaluateCommand.Create,
        ["sweep"] = SweepCommand.Create,
        ["search"] = SearchCommand.Create,
        ["compare"] = CompareCommand.Create,
        ["compile"] = CompileCommand.Create,
        ["constraints"] = ConstraintsCommand.Create,
        ["check"] = CheckCommand.Create,
        ["accumulators"] = AccumulatorsCommand.Create,
        ["certify"] = CertifyCommand.Create,
        ["assign"] = AssignCommand.Create,
        ["opcheck"] = OpcheckCommand.Create,
        ["cosim"] = CosimCommand.Create,
        ["report"] = ReportCommand.Create,
        ["op"] = OpCommand.Create,
        ["demo"] = DemoCommand.Create,
        ["example"] = ExampleCommand.Create,
        ["cache"] = CacheCommand.Create,
        ["doctor"] = DoctorCommand.Create,
        ["completion"] = CompletionCommand.Create,
    };

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
            Command root = CreateRoot(args);
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

    /// <summary>The command line. No <see cref="RootCommand"/>: its directives would swallow arguments in brackets.</summary>
    /// <param name="args">Arguments that begin with a verb, or ask for the version, get that alone: to make all takes longer than many a command.</param>
    private static Command CreateRoot(string[] args)
    {
        HelpOption help = new("--help", "-h", "-?");
        help.Action = new ExampleHelp((SynchronousCommandLineAction)help.Action!);
        Command root = new("qmac", "Compile and verify int8 convolutional networks on approximate arithmetic.") { help, new VersionOption() };
        IEnumerable<Func<Command>> verbs = args is ["--version"] ? []
            : args is [string first, ..] && Verbs.TryGetValue(first, out Func<Command>? verb) ? [verb]
            : Verbs.Values;
        foreach (Func<Command> create in verbs)
        {
            root.Subcommands.Add(create());
        }

        return root;
    }

    private static int Fail(TextWriter error, string message, int exitCode)
    {
        Say(error, message);
        return exitCode;
    }

    private static void Say(TextWriter error, string message) => Terminal.Say(error, $"qmac: {Text.Escape(message.ReplaceLineEndings(" "))}");
}
