using Spectre.Console;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A progress bar on stderr while work runs; nothing at all where stderr is no terminal.</summary>
internal static class RunProgress
{
    /// <summary>The result of work that calls its argument once for each step done.</summary>
    public static T Show<T>(string title, int steps, Func<Action, T> work)
    {
        if (Console.IsErrorRedirected || steps < 2)
        {
            return work(() => { });
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).Start(progress =>
        {
            ProgressTask task = progress.AddTask(title, maxValue: steps);
            return work(() => task.Increment(1));
        });
    }
}
