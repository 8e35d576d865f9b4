using System.Globalization;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Kills;

/// <summary>The long test of files that are whole or absent: <c>kills [--count N] [--seed S]</c>, N processes over all commands.</summary>
internal static class KillsCommand
{
    private const int DefaultCount = 200;

    /// <returns>0 where all was whole, 1 where something was not, 2 for a usage that is none.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        int count = DefaultCount;
        int seed = 1;
        for (int i = 0; i < arguments.Count; i += 2)
        {
            bool isNumber = int.TryParse(i + 1 < arguments.Count ? arguments[i + 1] : null, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            switch (arguments[i])
            {
                case "--count" when isNumber && number > 0:
                    count = number;
                    break;
                case "--seed" when isNumber:
                    seed = number;
                    break;
                default:
                    Console.Error.WriteLine("usage: kills [--count N] [--seed S]");
                    return 2;
            }
        }

        IReadOnlyList<KillSubject> subjects = KillSubject.All;
        int problems = 0;
        int done = 0;
        int killed = 0;
        for (int i = 0; i < subjects.Count; i++)
        {
            using KillRun run = new(subjects[i], (ulong)seed);
            int ofSubject = (count * (i + 1) / subjects.Count) - (count * i / subjects.Count);
            for (int number = 0; number < ofSubject; number++)
            {
                if (run.Kill(number) is string problem)
                {
                    problems++;
                    Console.WriteLine($"{subjects[i].Name}, kill {number}: {problem}");
                }
            }

            Console.WriteLine(Invariant($"{subjects[i].Name}: {ofSubject} kills, {run.Killed} before the end, {run.WhileWriting} while a file was written"));
            done += ofSubject;
            killed += run.Killed;
        }

        Console.WriteLine(Invariant($"{done} kills, {killed} before the end, {problems} problems"));
        return problems == 0 ? 0 : 1;
    }
}
