using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Where the time goes between the texts of a package and the first result.</summary>
internal static class EmitBenchmark
{
    private const int Rounds = 9;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Stages: share of the CPU time from the texts of a package to the first result, in a process that has compiled before; the first time in the process takes longer.",
            "network", "read", "plan", "emit", "Roslyn", "JIT", "one run", "first time/later");
        foreach ((string name, Network imported) in BenchmarkModels.All(run))
        {
            PackageTexts texts = PackageWriter.Write(imported);
            double first = Stages(texts).Sum();
            double[][] rounds = [.. Enumerable.Range(0, run.Rounds(Rounds) + 1).Select(_ => Stages(texts)).Skip(1)];
            table.Add(name, [
                .. Enumerable.Range(0, rounds[0].Length).Select(stage => (Cell?)Figure.Of(rounds.Select(round => round[stage] / round.Sum()))),
                // Only the first network finds the process fresh.
                table.IsEmpty ? new Figure(first / Figure.Median(rounds.Select(round => round.Sum()))) : null]);
        }

        yield return table;
    }

    /// <summary>Nanoseconds of each stage, of all threads.</summary>
    private static double[] Stages(PackageTexts texts)
    {
        Clock clock = Clock.Process;
        Package? package = null;
        ExecutionPlan? plan = null;
        CompiledModel? compiled = null;
        long read = clock.Time(() => package = ModelReader.Read(texts));
        long planned = clock.Time(() => plan = CompiledModel.Plan(package!.Network, OperatorPair.Exact));
        long emitted = clock.Time(() => ModelEmitter.Emit(plan!, package!.Identity));
        compiled = CompiledModel.Build(package!.Network, plan!);
        compiled.Run();
        long run = Clock.Thread.Time(compiled.Run);

        // Compiling emits once more.
        return [read, planned, emitted, compiled.CompileTime - emitted, compiled.FirstRunTime - run, run];
    }
}
