using Spectre.Console;
using Spectre.Console.Rendering;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A progress bar on stderr while work runs, with its rate and the time that remains; nothing at all where stderr is no terminal.</summary>
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
        return console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask(title, maxValue: steps);
                return work(() => task.Increment(1));
            });
    }

    /// <summary>Steps in a second.</summary>
    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is double speed ? Invariant($"{speed:0.#}/s") : "");
    }
}
