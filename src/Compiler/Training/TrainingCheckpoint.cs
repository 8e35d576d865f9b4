using System.Runtime.InteropServices;
using System.Text;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Training;

/// <summary>Training on disk, as an npz: what it is of, where it stands, and the numbers of each layer, bit for bit.</summary>
internal static class TrainingCheckpoint
{
    /// <summary>Kept as a member of <see cref="FileSchema.Member"/>.</summary>
    private const string Schema = "qmac.finetune.checkpoint/1";

    private const string Key = "key";
    private const string Remedy = "delete it, or name another file with --checkpoint";
    private const string Steps = "steps";
    private const string Losses = "losses_float64";

    /// <summary>Writes a checkpoint, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What the training is of: everything that its result depends on.</param>
    /// <param name="state">Where it stands.</param>
    public static void Write(string path, string key, TrainingState state)
    {
        NpzArchive archive = new(Path.GetFileName(path));
        AddText(archive, FileSchema.Member, Schema);
        AddText(archive, Key, key);
        int[] steps = [state.Done, state.Correct, .. state.Epochs.Select(epoch => epoch.Correct)];
        archive.Add(Steps, NpyArray.Create<int>([steps.Length], steps));
        double[] losses = [state.Loss, .. state.Epochs.Select(epoch => epoch.Loss)];
        archive.Add(Losses, NpyArray.Create<byte>([losses.Length * sizeof(double)], MemoryMarshal.AsBytes<double>(losses)));
        foreach ((int i, float[] numbers) in state.Numbers.Index())
        {
            archive.Add(NameOf(i), NpyArray.Create<float>([numbers.Length], numbers));
        }

        AtomicFile.Write(path, archive.Write);
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What the training is of.</param>
    /// <param name="like">A state of it, for the sizes.</param>
    /// <exception cref="InputException">It is of another training or version, or no checkpoint.</exception>
    /// <exception cref="ArrayFormatException">It is no npz.</exception>
    public static TrainingState Read(string path, string key, TrainingState like)
    {
        NpzArchive archive = NpzArchive.ReadFile(path);
        if (FileSchema.Refusal(TextOf(archive, FileSchema.Member), Remedy, Schema) is string refusal)
        {
            throw new InputException($"{path}: {refusal}");
        }

        if (TextOf(archive, Key) != key)
        {
            throw new InputException($"{path} is the checkpoint of another training: of another package, other samples, operators or options; {Remedy}");
        }

        ReadOnlySpan<int> steps = archive[Steps].Values<int>();
        double[] losses = MemoryMarshal.Cast<byte, double>(archive[Losses].Data).ToArray();
        float[][] numbers = [.. like.Numbers.Select((_, i) => archive[NameOf(i)].Values<float>().ToArray())];
        if (steps.Length == losses.Length + 1 && losses.Length > 0 && numbers.Zip(like.Numbers).All(pair => pair.First.Length == pair.Second.Length))
        {
            return new TrainingState(
                steps[0], losses[0], steps[1], [.. losses.Skip(1).Zip(steps[2..].ToArray(), (loss, correct) => new TrainedEpoch(loss, correct))], numbers);
        }

        throw new InputException($"{path} is damaged. Delete it, and the training begins anew.");
    }

    private static void AddText(NpzArchive archive, string name, string text) =>
        archive.Add(name, NpyArray.Create<byte>([Encoding.UTF8.GetByteCount(text)], Encoding.UTF8.GetBytes(text)));

    private static string TextOf(NpzArchive archive, string name) =>
        archive.Contains(name) && archive[name].Type == ElementType.UInt8 ? Encoding.UTF8.GetString(archive[name].Data) : "";

    private static string NameOf(int i) => Invariant($"numbers_{i:000}");
}
