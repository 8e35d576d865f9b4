using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data;

/// <summary>The true class of each sample, as a user gives it: one integer per sample, shape [N] or [N, 1].</summary>
internal static class Labels
{
    /// <summary>Reads the labels of samples.</summary>
    /// <param name="path">A .npy file of integers.</param>
    /// <param name="samples">Samples that were run.</param>
    /// <param name="classes">Outputs of the model; labels are 0 to one less.</param>
    /// <param name="available">Samples that the input holds: more than were run where a limit cut them. Labels of all are taken, too.</param>
    /// <exception cref="InputException">The array is not one label per sample, or a label is no class of the model.</exception>
    public static int[] ReadFile(string path, int samples, int classes, int available)
    {
        using FileStream stream = InputFile.OpenArrays(path);
        long[] labels = OfArray(NpyFormat.Read(stream, path), samples, available);
        RequireClasses(labels, classes, path, sample => Invariant($"sample {sample}"));
        return Array.ConvertAll(labels[..samples], label => (int)label);
    }

    /// <summary>The integers of an array of labels, whatever their values.</summary>
    /// <param name="array">One for each sample.</param>
    /// <param name="samples">Their number.</param>
    /// <param name="available">Another number that will do.</param>
    /// <exception cref="InputException">The array is not one integer per sample.</exception>
    public static long[] OfArray(NpyArray array, int samples, int? available = null)
    {
        if (array.Shape is not ([_] or [_, 1]))
        {
            string hint = array.Shape is [_, > 1] ? "; of one-hot rows give the position of the one" : "";
            throw new InputException(Invariant($"{array.Source} is {array}, expected one integer per sample, shape [{samples}]{hint}."));
        }

        long[] labels = Integers(array) ?? throw new InputException($"{array.Source} is {array}, expected one integer per sample.");
        return labels.Length == samples || labels.Length == available
            ? labels
            : throw new InputException(Invariant($"{array.Source} has {labels.Length} labels, but there are {samples} samples."));
    }

    /// <summary>Refuses labels that are no class of a model.</summary>
    /// <param name="labels">One for each sample.</param>
    /// <param name="classes">Classes of the model, from 0 on.</param>
    /// <param name="source">Names the labels.</param>
    /// <param name="nameOf">Names a sample by its position.</param>
    /// <exception cref="InputException">There is such a label.</exception>
    public static void RequireClasses(long[] labels, int classes, string source, Func<int, string> nameOf)
    {
        int wrong = Array.FindIndex(labels, label => label < 0 || label >= classes);
        if (wrong >= 0)
        {
            throw new InputException(Invariant(
                $"{source} has label {labels[wrong]} for {nameOf(wrong)}, but the classes of the model are 0 to {classes - 1}{Shift(labels, classes)}."));
        }
    }

    private static long[]? Integers(NpyArray array) => array.Type switch
    {
        ElementType.Int8 => Array.ConvertAll(array.Values<sbyte>().ToArray(), label => (long)label),
        ElementType.UInt8 => Array.ConvertAll(array.Values<byte>().ToArray(), label => (long)label),
        ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), label => (long)label),
        ElementType.Int32 => Array.ConvertAll(array.Values<int>().ToArray(), label => (long)label),
        ElementType.Int64 => array.Values<long>().ToArray(),
        _ => null,
    };

    /// <summary>What to do where all labels are off by one, in words.</summary>
    private static string Shift(long[] labels, int classes)
    {
        (long least, long greatest) = (labels.Min(), labels.Max());
        string run = Invariant($"; labels run from {least} to {greatest}");
        return least >= 1 && greatest <= classes ? $"{run}: subtract 1"
            : least >= -1 && greatest <= classes - 2 ? $"{run}: add 1"
            : "";
    }
}
