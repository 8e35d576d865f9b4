using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Commands;

/// <summary>Judges a package on a data set, with a progress bar.</summary>
internal static class EvaluationRun
{
    /// <summary>Runs the exact network and the approximate one, unless it is exact itself.</summary>
    public static EvaluationRecord Of(
        PlannedPackage planned, DataSet set, RunSettings settings, OutputStore? store, int steps, CancellationToken cancellation)
    {
        bool isExact = planned.Plan.Operators == OperatorAssignment.Exact;
        IReadOnlyList<NpyArray> exact = Outputs("exact", isExact ? planned : planned.WithExactOperators());
        IReadOnlyList<NpyArray> approximate = isExact ? exact : Outputs("approximate", planned);
        return new EvaluationRecord(
            planned.Network.Graph.Name,
            planned.Identity,
            OperatorRecord.Of(planned.Plan.Operators),
            isExact,
            set.Identity,
            set.ClassNames,
            steps,
            EvaluationResult.Of(DataOutputs.Descriptions(planned), exact, approximate, set.Labels));

        IReadOnlyList<NpyArray> Outputs(string title, PlannedPackage package) => RunProgress.Show(
            title, set.Samples.Count, step => DataOutputs.Of(package, set, settings, store, step, cancellation, steps));
    }
}
