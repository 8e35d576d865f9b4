using System.CommandLine;
using System.Diagnostics;
using QMacVerify.Compiler.Reporting;

namespace QMacVerify.Compiler.Commands;

/// <summary>A verb of the command line.</summary>
/// <param name="name">The verb.</param>
/// <param name="purpose">One line for --help.</param>
/// <param name="example">A whole command line, shown at the end of --help.</param>
/// <param name="reportsCache">Whether its output says by itself what is wrong with the cache of builds.</param>
internal sealed class VerbCommand(string name, string purpose, string example, bool reportsCache = false) : Command(name, purpose)
{
    public string Example { get; } = example;

    public bool ReportsCache { get; } = reportsCache;

    /// <summary>What the verb does, and on a terminal how long it took. Exceptions that <see cref="Program"/> maps to exit codes pass through.</summary>
    /// <param name="run">Given the options, where results are printed, and what Ctrl-C cancels; gives the exit code.</param>
    public void SetRun(Func<ParseResult, TextWriter, CancellationToken, int> run) => SetAction((parseResult, cancellation) =>
    {
        Stopwatch watch = Stopwatch.StartNew();
        int exitCode = run(parseResult, parseResult.InvocationConfiguration.Output, cancellation);
        if (Terminal.IsWatched)
        {
            Terminal.Say(parseResult.InvocationConfiguration.Error, $"took {Terminal.Words(watch.Elapsed)}");
        }

        return Task.FromResult(exitCode);
    });
}
