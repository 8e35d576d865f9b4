using System.Globalization;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Build;

/// <summary>What was interpreted so far of models that have no build yet: a file beside the builds, a line for each model.</summary>
/// <remarks>
/// For the choice to compile: once as much has been interpreted as compiling costs, the next run compiles. Whoever then never
/// runs the model again has paid twice the least, and nobody pays more. Of two processes that write at once, one is forgotten.
/// </remarks>
/// <param name="cache">Where the builds are.</param>
internal sealed class InterpretedWork(BuildCache cache)
{
    /// <summary>Models that are remembered: those that ran last.</summary>
    private const int Limit = 1000;

    private string File => Path.Combine(cache.Folder, "interpreted");

    /// <summary>Milliseconds of CPU time by estimate; 0 for a model that never ran, or where there is no folder.</summary>
    public double Of(string key) => Lines().Where(line => line.Key == key).Select(line => line.Milliseconds).FirstOrDefault();

    /// <summary>Adds a run, if it can be kept.</summary>
    public void Add(string key, double milliseconds)
    {
        if (cache.Problem() is not null)
        {
            return;
        }

        List<(string Key, double Milliseconds)> lines = [.. Lines()];
        double total = milliseconds + lines.Where(line => line.Key == key).Sum(line => line.Milliseconds);
        lines.RemoveAll(line => line.Key == key);
        lines.Add((key, total));
        try
        {
            AtomicFile.WriteAllText(File, string.Concat(lines.TakeLast(Limit).Select(line => Invariant($"{line.Key} {line.Milliseconds:0}\n"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder that may be read only: it is interpreted again next time.
        }
    }

    private IEnumerable<(string Key, double Milliseconds)> Lines()
    {
        if (!System.IO.File.Exists(File) || cache.Problem() is not null)
        {
            return [];
        }

        try
        {
            return
            [
                .. from line in System.IO.File.ReadAllLines(File)
                   let parts = line.Split(' ')
                   where parts.Length == 2 && double.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                   select (parts[0], double.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
