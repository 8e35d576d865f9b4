using Spectre.Console;
using Spectre.Console.Rendering;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>What goes on, on stderr while work runs: the phase, how far it is, its rate, its time and the time that remains; nothing at all where stderr is no terminal.</summary>
internal static class RunProgress
{
    /// <summary>The result of work that calls its argument once for each step done.</summary>
    /// <param name="phase">What is being done, in a word or two.</param>
    /// <param name="steps">How many; of fewer than two nothing can be foretold.</param>
    /// <param name="work">The work. It shows no other progress.</param>
    public static T Show<T>(string phase, int steps, Func<Action, T> work)
    {
        if (!Terminal.IsWatched)
        {
            return work(() => { });
        }

        bool isCounted = steps > 1;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(isCounted
                ? [new TaskDescriptionColumn(), new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new RateColumn(), new TimeColumn()]
                : [new TaskDescriptionColumn(), new SpinnerColumn(), new TimeColumn()])
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask(phase, maxValue: Math.Max(1, steps));
                return work(() => task.Increment(isCounted ? 1 : 0));
            });
    }

    /// <summary>The result of work whose steps nobody counts.</summary>
    public static T Show<T>(string phase, Func<T> work) => Show(phase, steps: 0, _ => work());

    /// <summary>Steps in a second, or seconds of a step.</summary>
    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(task.Speed switch
        {
            null or 0 => "",
            < 1 and double speed => $"{Terminal.Words(TimeSpan.FromSeconds(1 / speed))} each",
            double speed => Invariant($"{speed:0.#}/s"),
        });
    }

    /// <summary>The time that it took so far, and what remains at this rate.</summary>
    private sealed class TimeColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
            $"{Terminal.Words(task.ElapsedTime ?? TimeSpan.Zero)}{(task.RemainingTime is TimeSpan rest ? $", {Terminal.Words(rest)} left" : "")}");
    }
}
