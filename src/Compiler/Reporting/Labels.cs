using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

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
        NpyArray array = NpyFormat.ReadFile(path);
        if (array.Shape is not ([_] or [_, 1]))
        {
            string hint = array.Shape is [_, > 1] ? "; of one-hot rows give the position of the one" : "";
            throw new InputException(Invariant($"{path} is {array}, expected one integer per sample, shape [{samples}]{hint}."));
        }

        long[] labels = Integers(array) ?? throw new InputException($"{path} is {array}, expected one integer per sample.");
        if (labels.Length != samples && labels.Length != available)
        {
            throw new InputException(Invariant($"{path} has {labels.Length} labels, but there are {samples} samples."));
        }

        int wrong = Array.FindIndex(labels, label => label < 0 || label >= classes);
        return wrong < 0
            ? Array.ConvertAll(labels[..samples], label => (int)label)
            : throw new InputException(Invariant(
                $"{path} has label {labels[wrong]} for sample {wrong}, but the classes of the model are 0 to {classes - 1}{Shift(labels, classes)}."));
    }

    private static long[]? Integers(NpyArray array) => array.Type switch
    {
        Runtime.ElementType.Int8 => Array.ConvertAll(array.Values<sbyte>().ToArray(), label => (long)label),
        Runtime.ElementType.UInt8 => Array.ConvertAll(array.Values<byte>().ToArray(), label => (long)label),
        Runtime.ElementType.Int16 => Array.ConvertAll(array.Values<short>().ToArray(), label => (long)label),
        Runtime.ElementType.Int32 => Array.ConvertAll(array.Values<int>().ToArray(), label => (long)label),
        Runtime.ElementType.Int64 => array.Values<long>().ToArray(),
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
