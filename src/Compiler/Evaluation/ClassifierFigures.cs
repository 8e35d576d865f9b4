using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>What a classifier is worth on samples with labels.</summary>
/// <param name="Top1">Samples whose greatest output is their label's; of equal ones the first counts.</param>
/// <param name="Top5">Samples whose label is among the five greatest; null where there are no more than five classes.</param>
/// <param name="Confusion">Row by label, column by class found: numbers of samples.</param>
/// <param name="Margin">How far the greatest output is above the second.</param>
internal sealed record ClassifierFigures(Rate Top1, Rate? Top5, IReadOnlyList<IReadOnlyList<int>> Confusion, MarginFigures Margin)
{
    private const int Five = 5;

    /// <summary>Of each class the samples of that label that were found; a class without samples has a total of 0.</summary>
    public IReadOnlyList<Rate> Recall => [.. Confusion.Select((row, label) => new Rate(row[label], row.Sum()))];

    /// <summary>Judges outputs.</summary>
    /// <param name="output">Samples, then classes: int8, uint8, int32 or float32.</param>
    /// <param name="labels">One for each sample, each a class.</param>
    public static ClassifierFigures Of(NpyArray output, int[] labels)
    {
        int samples = output.Shape[0];
        int classes = output.Count / samples;
        double[] values = output.ToDoubles();
        int[] found = Accuracy.Classes(output);
        int[][] confusion = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        int top5 = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            confusion[labels[sample]][found[sample]]++;
            top5 += PlaceOf(values.AsSpan(sample * classes, classes), labels[sample]) < Five ? 1 : 0;
        }

        return new ClassifierFigures(
            new Rate(Accuracy.CountCorrect(found, labels), samples),
            classes > Five ? new Rate(top5, samples) : null,
            confusion,
            MarginFigures.Of(output));
    }

    /// <summary>How many classes come before one: those with a greater output, and earlier ones with the same.</summary>
    private static int PlaceOf(ReadOnlySpan<double> row, int label)
    {
        int place = 0;
        for (int c = 0; c < row.Length; c++)
        {
            place += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
        }

        return place;
    }
}
