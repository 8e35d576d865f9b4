using System.Security.Cryptography;
using System.Text;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Evaluation;

/// <summary>Outputs that were computed, in a folder for each package, operators, data set and build of this program.</summary>
/// <remarks>A file appears whole or not at all; one that is damaged counts as absent, and is written again.</remarks>
/// <param name="folder">Where the folders are; made when something is written.</param>
internal sealed class OutputStore(string folder)
{
    private const int KeyLength = 32;

    /// <summary>Hash of all that outputs depend on.</summary>
    /// <param name="planned">The package and its operators.</param>
    /// <param name="data">The data set.</param>
    /// <param name="steps">Samples of a sequence.</param>
    /// <param name="modules">Ids of the modules that compute.</param>
    public static string KeyOf(PlannedPackage planned, DataSet data, int steps, IReadOnlyList<string> modules)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("modules", string.Join(' ', modules));
            json.Member("package", planned.Identity.Sha256);
            json.Member("data", data.Sha256);
            json.Member("steps", steps);
            OperatorRecord.Of(planned.Plan.Operators).Write(json, "operators");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ToString())));
    }

    /// <summary>The folder of one evaluation.</summary>
    /// <param name="planned">The package and its operators.</param>
    /// <param name="data">The data set.</param>
    /// <param name="steps">Samples of a sequence.</param>
    /// <param name="chunk">Samples of a file.</param>
    public Entry Open(PlannedPackage planned, DataSet data, int steps, int chunk) =>
        new(Path.Combine(folder, $"{KeyOf(planned, data, steps, ProgramModules.Ids)[..KeyLength]}-{Invariant($"{chunk}")}"));

    /// <summary>The chunks of one evaluation.</summary>
    /// <param name="folder">Their folder.</param>
    internal sealed class Entry(string folder)
    {
        /// <summary>The outputs of a chunk; null where they are not kept, or not whole.</summary>
        public IReadOnlyList<NpyArray>? Read(int start, int count, IReadOnlyList<TensorDescription> outputs)
        {
            string path = PathOf(start, count);
            if (!File.Exists(path) || FileStatus.IsSpecial(path))
            {
                return null;
            }

            try
            {
                NpzArchive archive = NpzArchive.ReadFile(path);
                NpyArray[] arrays = [.. outputs.Select((_, i) => archive[$"output_{i}"])];
                bool fits = outputs.Select((output, i) =>
                    arrays[i].Type == output.Type && arrays[i].Shape.SequenceEqual(SampleShape.Batch(output.Shape, count))).All(same => same);
                return fits ? arrays : null;
            }
            catch (ArrayFormatException)
            {
                return null;
            }
        }

        /// <summary>Keeps the outputs of a chunk.</summary>
        public void Write(int start, int count, IReadOnlyList<NpyArray> outputs)
        {
            NpzArchive archive = new(Path.GetFileName(PathOf(start, count)));
            for (int i = 0; i < outputs.Count; i++)
            {
                archive.Add(Invariant($"output_{i}"), outputs[i]);
            }

            AtomicFile.Write(PathOf(start, count), archive.Write);
        }

        private string PathOf(int start, int count) => Path.Combine(folder, Invariant($"{start:00000000}-{count}.npz"));
    }
}
