// Kernels and networks against other runtimes, each figure from one interleaved run; docs/performance.md says how to read them.
//
//   dotnet run -c Release --project tests/Benchmarks -- [SECTION...] [--quick] [--json FILE]
//   dotnet run -c Release --project tests/Benchmarks -- soundness [--runs N]
//   dotnet run -c Release --project tests/Benchmarks -- fuzz [--cases N] [--minutes M] [--seed S] [--target NAME] [--case K] [--out DIR]
//   dotnet run -c Release --project tests/Benchmarks -- kills [--count N] [--seed S]
//
// Every result is checked against the reference interpreter before it is timed.
using QMacVerify.Benchmarks;
using QMacVerify.Benchmarks.Fuzz;
using QMacVerify.Benchmarks.Kills;
using QMacVerify.Benchmarks.Sections;
using QMacVerify.Benchmarks.Soundness;
using QMacVerify.Runtime;

if (args is ["soundness", .. string[] arguments])
{
    return SoundnessCommand.Run(arguments);
}

if (args is ["fuzz", .. string[] fuzz])
{
    return FuzzCommand.Run(fuzz);
}

if (args is ["kills", .. string[] kills])
{
    return KillsCommand.Run(kills);
}

(string Name, Func<BenchmarkRun, IEnumerable<BenchmarkTable>> Run)[] sections =
[
    // First, since it tells what a fresh process costs.
    ("emit", EmitBenchmark.Run),
    ("networks", PeerNetworks.Run),
    ("layers", PeerLayers.Run),
    ("bytes", BytesBenchmark.Run),
    ("tiles", TileLayers.Run),
    ("tables", TableLayers.Run),
    ("approximate", ApproximateBenchmark.Run),
    ("threads", ThreadsBenchmark.Run),
    ("start", StartBenchmark.Run),
    ("processes", ProcessBenchmark.Run),
    ("kernels", KernelBenchmark.Run),
    ("kernels", NetworkBenchmark.Run),
    ("bounds", BoundsBenchmark.Run),

    // Minutes, both; docs/sweep.md has the figures of the first, docs/circuits.md the table of the second.
    ("sweep", SweepBenchmark.Run),
    ("circuits", CircuitAccuracy.Run),
];

List<string> wanted = [];
string? jsonFile = null;
bool isQuick = false;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--quick")
    {
        isQuick = true;
    }
    else if (args[i] == "--json" && i + 1 < args.Length)
    {
        jsonFile = args[++i];
    }
    else if (sections.Any(section => section.Name == args[i]))
    {
        wanted.Add(args[i]);
    }
    else
    {
        Console.Error.WriteLine($"{args[i]} is no section; usage: [{string.Join('|', sections.Select(section => section.Name).Distinct())}]... [--quick] [--json FILE]");
        return 2;
    }
}

BenchmarkRun run = new(isQuick);
List<BenchmarkTable> tables = [];
void Show(BenchmarkTable table)
{
    tables.Add(table);
    Console.WriteLine(table.ToText());
}

foreach ((string name, Func<BenchmarkRun, IEnumerable<BenchmarkTable>> section) in sections)
{
    if (wanted.Count == 0 ? !(isQuick && name is "circuits" or "sweep") : wanted.Contains(name))
    {
        foreach (BenchmarkTable table in section(run).Where(table => !table.IsEmpty))
        {
            Show(table);
        }
    }
}

foreach (string skip in run.Skips)
{
    Console.WriteLine($"skipped: {skip}");
}

Show(Goals.Judge(run));
if (jsonFile is not null)
{
    AtomicFile.WriteAllText(jsonFile, BenchmarkReport.Json(tables, run.Skips));
}

return 0;
