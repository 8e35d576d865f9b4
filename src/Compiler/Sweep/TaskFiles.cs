using QMacVerify.Compiler.Templates;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Sweep;

/// <summary>A sweep as tasks: calls that measure a share each into a file of their own, and the merge after them.</summary>
/// <param name="Call">The words of the sweep for a shell, without the program.</param>
/// <param name="Hash">What a task refuses to differ from.</param>
/// <param name="Tasks">How many.</param>
/// <param name="Threads">Of each task.</param>
internal sealed record TaskFiles(string Call, string Hash, int Tasks, int Threads)
{
    /// <summary>The job array of Slurm.</summary>
    public const string SlurmFile = "sweep.sbatch";

    /// <summary>The lines of GNU parallel.</summary>
    public const string ParallelFile = "tasks.txt";

    /// <summary>Joins the rows.</summary>
    public const string MergeFile = "merge.sh";

    private const string IndexFile = "index.csv";

    /// <summary>Writes the files into a folder.</summary>
    /// <param name="folder">The folder, as words of a shell name it from where the tasks are started.</param>
    /// <param name="word">The folder as a word of a shell.</param>
    /// <param name="isSlurm">Whether for Slurm; else for GNU parallel.</param>
    /// <exception cref="InputException">GNU parallel takes a call from each line, and a word of the call has several.</exception>
    public void Write(string folder, string word, bool isSlurm)
    {
        if (!isSlurm && (Call + word).AsSpan().ContainsAny('\r', '\n'))
        {
            throw new InputException("a name in the call has a line break, and GNU parallel takes each line for a call: choose other names, * for a part of a layer's, or --emit slurm");
        }

        string[] numbers = [.. Enumerable.Range(1, Tasks).Select(task => Invariant($"{task}"))];
        var holes = new { Call, Hash, Tasks = Invariant($"{Tasks}"), Threads = Invariant($"{Threads}"), Folder = word, Numbers = numbers };
        AtomicFile.WriteAll(
        [
            AtomicFile.Text(
                Path.Combine(folder, isSlurm ? SlurmFile : ParallelFile), TemplateRenderer.Render(isSlurm ? "sweep_slurm.sh" : "sweep_parallel.sh", holes)),
            AtomicFile.Text(Path.Combine(folder, MergeFile), TemplateRenderer.Render("sweep_merge.sh", holes)),
            AtomicFile.Text(
                Path.Combine(folder, IndexFile), $"task,tasks,results,expect\n{string.Concat(numbers.Select(task => $"{task},{holes.Tasks},task-{task}.db,{Hash}\n"))}"),
        ]);
    }
}
