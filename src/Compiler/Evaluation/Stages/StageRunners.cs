using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Evaluation.Stages;

/// <summary>The compiled stages of a network, each once for each choice of its circuits.</summary>
/// <param name="stages">The stages.</param>
/// <param name="cache">Earlier builds; null compiles.</param>
internal sealed class StageRunners(IReadOnlyList<NetworkStage> stages, BuildCache? cache)
{
    private readonly ConcurrentDictionary<(int Stage, EquatableArray<OperatorPair> Operators), CompiledRunner> _runners = [];

    /// <summary>The runner of a stage.</summary>
    public CompiledRunner For(int stage, OperatorAssignment operators, CancellationToken cancellation) =>
        _runners.GetOrAdd((stage, stages[stage].OperatorsOf(operators)), _ => InMemoryCompiler.Compile(
            ModelEmitter.EmitClass(PlannedNetwork.Of(stages[stage].Network, operators, Invariant($"Stage{stage}")).Plan), cache, cancellation));

    /// <summary>Compiles all that some assignments take, several at a time.</summary>
    public void Prepare(IEnumerable<OperatorAssignment> assignments, int threads, CancellationToken cancellation)
    {
        List<(int Stage, OperatorAssignment Operators)> missing = [];
        HashSet<(int, EquatableArray<OperatorPair>)> seen = [.. _runners.Keys];
        foreach (OperatorAssignment operators in assignments)
        {
            for (int stage = 0; stage < stages.Count; stage++)
            {
                if (seen.Add((stage, stages[stage].OperatorsOf(operators))))
                {
                    missing.Add((stage, operators));
                }
            }
        }

        try
        {
            Parallel.ForEach(
                missing, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
                entry => For(entry.Stage, entry.Operators, cancellation));
        }
        catch (AggregateException e)
        {
            // What is wrong with a stage is so whichever thread finds it.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
