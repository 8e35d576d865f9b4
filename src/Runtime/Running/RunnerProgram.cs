using System.Globalization;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Running;

/// <summary>The command line of a project that <c>qmac compile</c> wrote: runs the model on a file of samples.</summary>
public static class RunnerProgram
{
    private const string ConstraintsFile = "D_sound.json";
    private const string Usage = "usage: x.npy [--quantize] [--steps N] [--out DIR], or --self-check";

    /// <summary>Reads samples, runs them, writes <c>outputs.npz</c> and the constraints that were baked in.</summary>
    /// <param name="args">
    /// <c>x.npy [--quantize] [--steps N] [--out DIR]</c>; several inputs: several files, or one <c>.npz</c>; steps of a sequence for a model with state.
    /// Or <c>--self-check</c>, see <see cref="SelfCheck"/>, whose files lie beside the program.
    /// </param>
    /// <param name="create">Makes a runner.</param>
    /// <param name="constraints">The bytes of <c>D_sound.json</c>.</param>
    /// <param name="check">Takes the bounds of the constraints where accumulators are to be compared with them.</param>
    /// <returns>0; or after one line on stderr 1, an accumulator left its bounds, or 2, bad input. 1 of a self-check whose line says that it failed.</returns>
    public static int Run(string[] args, Func<IModelRunner> create, byte[] constraints, Action<AccumulatorCheck>? check = null)
    {
        try
        {
            check?.Invoke(AccumulatorCheck.Read(constraints, ConstraintsFile));
            if (args is ["--self-check"])
            {
                (bool passed, string line) = SelfCheck.Run(create, Path.Combine(AppContext.BaseDirectory, SelfCheck.Folder));
                Console.WriteLine(line);
                return passed ? 0 : 1;
            }

            (List<string> files, bool quantize, int? steps, string folder) = Parse(args);
            IModelRunner runner = create();
            SampleBatch samples = InputReader.Read(runner.Inputs, files, quantize);
            IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, samples, steps: StepsOf(runner, steps, samples.Count));
            AtomicFile.WriteAll(
            [
                (Path.Combine(folder, "outputs.npz"), OutputArchive.Of(samples, outputs).Write),
                (Path.Combine(folder, ConstraintsFile), stream => stream.Write(constraints)),
            ]);
            Console.WriteLine($"{samples.Count} samples, outputs in {Path.Combine(folder, "outputs.npz")}");
            return 0;
        }
        catch (AccumulatorBoundException e)
        {
            return Fail(e.Message, 1);
        }
        catch (Exception e) when (e is InputException or ArrayFormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, 2);
        }
    }

    /// <summary>Steps of a sequence; a model with state asks for them, so that nobody takes single steps for a sequence.</summary>
    /// <exception cref="InputException">They are missing, or nothing that the model or the samples have.</exception>
    public static int StepsOf(IModelRunner runner, int? steps, int samples) =>
        steps is null == runner.HasState
            ? throw new InputException(runner.HasState
                ? $"The model has state: say with --steps how many samples in a row are one sequence, 1 to {samples}"
                : "The model has no state: --steps is for models that have")
            : samples % (steps ?? 1) == 0 ? steps ?? 1
            : throw new InputException($"{samples} samples are no whole number of sequences of {steps} steps");

    private static int Fail(string message, int exitCode)
    {
        try
        {
            Console.Error.WriteLine(message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody listens: the exit code says it.
        }

        return exitCode;
    }

    private static (List<string> Files, bool Quantize, int? Steps, string Folder) Parse(string[] args)
    {
        List<string> files = [];
        bool quantize = false;
        int? steps = null;
        string folder = ".";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quantize":
                    quantize = true;
                    break;
                case "--steps" when i + 1 < args.Length:
                    steps = int.TryParse(args[++i], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                        ? number
                        : throw new InputException($"--steps takes a positive integer, found {args[i]}");
                    break;
                case "--out" when i + 1 < args.Length:
                    folder = args[++i];
                    break;
                case ['-', ..]:
                    throw new InputException($"unknown option {args[i]}; {Usage}");
                default:
                    files.Add(args[i]);
                    break;
            }
        }

        return files.Count == 0
            ? throw new InputException("no input; " + Usage)
            : (files, quantize, steps, folder);
    }
}

/// <summary>The layout of <c>outputs.npz</c>: <c>input_0…</c>, then <c>output_0…</c>, in the model's order.</summary>
internal static class OutputArchive
{
    public static NpzArchive Of(SampleBatch samples, IReadOnlyList<NpyArray> outputs)
    {
        NpzArchive archive = new("outputs.npz");
        for (int i = 0; i < samples.Inputs.Count; i++)
        {
            archive.Add($"input_{i}", samples.Inputs[i]);
        }

        for (int i = 0; i < outputs.Count; i++)
        {
            archive.Add($"output_{i}", outputs[i]);
        }

        return archive;
    }
}
