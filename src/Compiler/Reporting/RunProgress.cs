using Spectre.Console;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A progress bar on stderr while work runs; nothing at all where stderr is no terminal.</summary>
internal static class RunProgress
{
    /// <summary>Runs work that calls its argument once for each step done.</summary>
    public static void Show(string title, int steps, Action<Action> work)
    {
        if (Console.IsErrorRedirected || steps < 2)
        {
            work(() => { });
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress().AutoClear(true).Start(progress =>
        {
            ProgressTask task = progress.AddTask(title, maxValue: steps);
            work(() => task.Increment(1));
        });
    }
}
