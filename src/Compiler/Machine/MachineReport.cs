using System.Runtime.InteropServices;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Machine;

/// <summary>What of this machine commands use, and whether it works.</summary>
/// <param name="Findings">In the order of a report.</param>
/// <param name="CanWork">Whether there is what every command needs.</param>
internal sealed record MachineReport(IReadOnlyList<MachineFinding> Findings, bool CanWork)
{
    public const string Schema = "qmac.doctor/1";

    /// <summary>A program that takes longer to say its version hangs.</summary>
    private static readonly ToolLimits Patience = new(TimeSpan.FromSeconds(10), 100_000);

    /// <summary>Looks at everything, programs at the same time.</summary>
    /// <param name="cache">The cache; null where there is none.</param>
    /// <param name="searchPath">Folders as in PATH, which is the default.</param>
    /// <param name="limits">Of each program; by default ten seconds.</param>
    public static MachineReport Examine(BuildCache? cache, string? searchPath = null, ToolLimits? limits = null)
    {
        Task<MachineFinding>[] tools = [.. ExternalTool.All.Select(tool => Task.Run(() => MachineFinding.Of(tool, searchPath, limits ?? Patience)))];
        MachineFinding temporary = Temporary();
        MachineFinding[] ours = [Runtime(), InstructionSets.Finding, temporary, Cache(cache)];
        return new MachineReport([.. ours, .. Task.WhenAll(tools).GetAwaiter().GetResult()], temporary.Status == ToolStatus.Works);
    }

    /// <summary>A table, and what to do about what does not work.</summary>
    public string ToText()
    {
        TextTable table = new("part", "state", "found", "needed by");
        foreach (MachineFinding finding in Findings)
        {
            table.Add(finding.Name, Word(finding.Status), finding.Found ?? "", string.Join(", ", finding.NeededBy));
        }

        string[] notes = [.. Findings.SelectMany(NotesOn)];
        return notes.Length == 0 ? table.ToString() : $"{table}\n{string.Join('\n', notes)}\n";
    }

    /// <summary>The same as JSON.</summary>
    public string ToJson()
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            json.Member("can_work", CanWork);
            using (json.Object("instruction_sets", inline: true))
            {
                foreach ((string name, bool isThere) in InstructionSets.All)
                {
                    json.Member(name, isThere);
                }
            }

            using (json.Array("findings"))
            {
                foreach (MachineFinding finding in Findings)
                {
                    Write(json, finding);
                }
            }
        }

        return json.ToString();
    }

    /// <summary>The problem, which says how Debian installs the program, how others do, and what is known of versions.</summary>
    private static IEnumerable<string> NotesOn(MachineFinding finding)
    {
        if (finding.Problem is string problem)
        {
            yield return Escape(problem.StartsWith(finding.Name, StringComparison.Ordinal) ? problem : $"{finding.Name}: {problem}");
        }

        if (finding.Status is ToolStatus.Absent or ToolStatus.Unfit && finding.Installs.Count > 1)
        {
            yield return $"{finding.Name}: elsewhere {string.Join(", or ", finding.Installs.Skip(1).Select(install => install.Command))}";
        }

        if (finding.Known is string known)
        {
            yield return $"{finding.Name}: {known}";
        }
    }

    private static void Write(JsonWriter json, MachineFinding finding)
    {
        using (json.Object())
        {
            json.Member("name", finding.Name);
            json.Member("status", Word(finding.Status));
            foreach ((string name, string? text) in ((string, string?)[])[("found", finding.Found), ("path", finding.Path), ("problem", finding.Problem), ("known", finding.Known)])
            {
                if (text is not null)
                {
                    json.Member(name, text);
                }
            }

            json.Member("needed_by", finding.NeededBy);
            using (json.Object("install", inline: true))
            {
                foreach ((string manager, string command) in finding.Installs)
                {
                    json.Member(manager, command);
                }
            }
        }
    }

    private static string Word(ToolStatus status) => status.ToString().ToLowerInvariant();

    private static MachineFinding Runtime() => new(
        "runtime", ToolStatus.Works, $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}", ["every command"]);

    private static MachineFinding Temporary()
    {
        const string name = "temporary";
        string[] neededBy = ["every command that runs another program"];
        try
        {
            using ScratchFolder folder = new();
            return new MachineFinding(name, ToolStatus.Works, Path.GetTempPath(), neededBy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MachineFinding(name, ToolStatus.Broken, null, neededBy) { Problem = ScratchFolder.Problem(e) };
        }
    }

    private static MachineFinding Cache(BuildCache? cache)
    {
        string[] neededBy = ["quick second runs"];
        if (cache is null)
        {
            return new MachineFinding("cache", ToolStatus.Absent, null, neededBy) { Problem = $"{BuildCache.Variable} is off, or there is no home folder: models are compiled anew in every run" };
        }

        if (cache.Problem() is string problem)
        {
            return new MachineFinding("cache", ToolStatus.Broken, null, neededBy) { Path = cache.Folder, Problem = cache.Warning() ?? problem };
        }

        CacheContents contents = cache.Contents();
        return new MachineFinding("cache", ToolStatus.Works, Invariant($"{contents.Builds} builds, {contents.Bytes >> 20} of {cache.Limit >> 20} MiB"), neededBy) { Path = cache.Folder };
    }
}
