using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>What approximate outputs are worth beside the exact ones, on the same samples.</summary>
/// <param name="Samples">At least 1.</param>
/// <param name="Exact">Of the exact network as a classifier; null where samples have no labels or the outputs are not one vector of classes.</param>
/// <param name="Approximate">Of the approximate one, likewise.</param>
/// <param name="Paired">Whether both differ: the exact one is the first. Null likewise.</param>
/// <param name="Agreement">Samples of the same class in both, whatever their label. Null likewise.</param>
/// <param name="Outputs">How far each output is from the exact one.</param>
internal sealed record EvaluationResult(
    int Samples, ClassifierFigures? Exact, ClassifierFigures? Approximate, McNemar? Paired, Rate? Agreement, IReadOnlyList<OutputDeviation> Outputs)
{
    /// <summary>The verdict of the paired test as one sentence; null where there is none.</summary>
    public string? Verdict => Paired is McNemar test ? VerdictOf(test) : null;

    /// <summary>Compares outputs. A pure function, without a network.</summary>
    /// <param name="outputs">The outputs of the model.</param>
    /// <param name="exact">One array for each, samples first.</param>
    /// <param name="approximate">Likewise; the same for an exact network.</param>
    /// <param name="labels">The class of each sample; null where there are none.</param>
    public static EvaluationResult Of(
        IReadOnlyList<TensorDescription> outputs, IReadOnlyList<NpyArray> exact, IReadOnlyList<NpyArray> approximate, int[]? labels)
    {
        int samples = exact[0].Shape[0];
        OutputDeviation[] deviations = [.. outputs.Select((output, i) => OutputDeviation.Of(output, exact[i], approximate[i]))];
        if (labels is null || !IsClassVector(outputs))
        {
            return new EvaluationResult(samples, null, null, null, null, deviations);
        }

        int[] first = Accuracy.Classes(exact[0]);
        int[] second = Accuracy.Classes(approximate[0]);
        return new EvaluationResult(
            samples,
            ClassifierFigures.Of(exact[0], labels),
            ClassifierFigures.Of(approximate[0], labels),
            McNemar.Of(Right(first, labels), Right(second, labels)),
            new Rate(Accuracy.CountCorrect(first, second), samples),
            deviations);
    }

    /// <summary>Whether a model gives one vector of at least two elements, which may be classes.</summary>
    public static bool IsClassVector(IReadOnlyList<TensorDescription> outputs) =>
        outputs is [TensorDescription only] && only.Shape.Count(extent => extent != 1) == 1;

    private static bool[] Right(int[] classes, int[] labels) => [.. classes.Zip(labels, (found, label) => found == label)];

    private string VerdictOf(McNemar test)
    {
        string counts = Generators.Support.Text.Invariant($"{Approximate!.Top1.Count} against {Exact!.Top1.Count} of {Samples}");
        string discordant = Generators.Support.Text.Invariant($"{test.OnlyFirst} that only exact gets right, {test.OnlySecond} only approximate");
        return test.OnlyFirst + test.OnlySecond == 0 ? $"{counts}: both are right on the same samples"
            : Generators.Support.Text.Invariant($"{counts} ({discordant}; p = {Short(test.PValue)}): {Meaning(test)}");
    }

    private static string Meaning(McNemar test) =>
        !test.IsDifference ? "no difference that these samples show"
        : test.OnlyFirst > test.OnlySecond ? "exact is better"
        : "approximate is better";

    private static string Short(double p) => p < 1e-4 ? Generators.Support.Text.Invariant($"{p:0.0e+0}") : Generators.Support.Text.Invariant($"{p:0.0000}");
}
